import { isObject, type Json, type JsonObject } from '../json.ts';
import { expressionOf } from '../jsonata/evaluator.ts';
import type { Available } from '../jsonata/references.ts';
import { expressionProblems } from '../jsonata/syntax.ts';
import type { Scope } from './scope.ts';
import { isIntrinsic, pathOf } from './validate-paths.ts';

/** Checks the `.$` fields of a payload template, or the expressions of JSONata. @param given what `$states` has here */
export function checkTemplates(value: Json | undefined, at: string, scope: Scope, given: Available = {}): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkTemplates(item, `${at}[${index}]`, scope, given);
  } else if (isObject(value)) {
    if (scope.language === 'JSONPath') checkFields(value, at, scope);
    else for (const [key, item] of Object.entries(value)) checkTemplates(item, `${at}/${key}`, scope, given);
  } else if (scope.language === 'JSONata' && typeof value === 'string') checkExpression(value, at, scope, given);
}

function checkFields(value: JsonObject, at: string, scope: Scope): void {
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(value, `${key}.$`))
      scope.findings.schema(`The field '${key}' is given twice, as '${key}' and as '${key}.$'`, `${at}/${key}`);
  }
  for (const [key, item] of Object.entries(value)) {
    if (!key.endsWith('.$')) checkTemplates(item, `${at}/${key}`, scope);
    else if (typeof item !== 'string' || !(isIntrinsic(item) || pathOf(item))) {
      scope.findings.schema(
        `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`,
        `${at}/${key}`,
      );
    }
  }
}

function checkExpression(text: string, at: string, { findings }: Scope, given: Available): void {
  const expression = expressionOf(text);
  if (expression !== undefined)
    for (const { code, message } of expressionProblems(expression, given)) findings.add(code, message, at);
  else if (text.startsWith('{%') || text.endsWith('%}'))
    findings.schema('JSONata string must start with {% and end with %}', at);
}
