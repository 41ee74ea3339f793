import { isObject, type Json } from '../json.ts';
import { expressionOf } from '../jsonata/evaluator.ts';
import { syntaxProblem } from '../jsonata/syntax.ts';
import { INTRINSICS } from '../jsonpath/intrinsic.ts';
import { parseIntrinsic } from '../jsonpath/intrinsic-parse.ts';
import { type Path, parsePath } from '../jsonpath/parse.ts';
import type { Scope } from './validate.ts';

function pathOf(text: unknown): Path | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return parsePath(text);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

export function checkPath(text: Json | undefined, at: string, { findings }: Scope): void {
  if (typeof text === 'string' && text.startsWith('States.') && isIntrinsic(text)) return;
  if (!pathOf(text)) findings.schema('Value is not a valid JSONPath', at);
}

export function checkReference(text: Json | undefined, at: string, { findings }: Scope): void {
  const path = pathOf(text);
  if (path?.root.kind !== 'input' || !path.definite || path.segments.some((segment) => segment.kind === 'function')) {
    findings.schema('Value is not a Reference Path', at);
  }
}

function isIntrinsic(text: string): boolean {
  try {
    return Object.hasOwn(INTRINSICS, parseIntrinsic(text).name);
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

/** Checks the `.$` fields of a payload template, or the expressions of JSONata. */
export function checkTemplates(value: Json | undefined, at: string, scope: Scope): void {
  if (scope.language === 'JSONata') {
    checkExpressions(value, at, scope);
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkTemplates(item, `${at}[${index}]`, scope);
    return;
  }
  if (!isObject(value)) return;
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

function checkExpressions(value: Json | undefined, at: string, scope: Scope): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkExpressions(item, `${at}[${index}]`, scope);
    return;
  }
  if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) checkExpressions(item, `${at}/${key}`, scope);
    return;
  }
  const text = expressionOf(value);
  const problem = text === undefined ? undefined : syntaxProblem(text);
  if (problem) scope.findings.schema(`The JSONata expression is not valid: ${problem}`, at);
}

const VARIABLE = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

export function checkAssign(assign: Json, at: string, scope: Scope): void {
  if (!isObject(assign)) {
    scope.findings.schema('Expected value of type Object', at);
    return;
  }
  for (const key of Object.keys(assign)) {
    const name = scope.language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key;
    if (name === 'states' || !VARIABLE.test(name) || name.length > 80) {
      scope.findings.schema(`'${name}' is not a valid variable name`, `${at}/${key}`);
    }
  }
  checkTemplates(assign, at, scope);
}

export function checkRetry(retry: Json, at: string, scope: Scope): void {
  if (!Array.isArray(retry)) {
    scope.findings.schema('Expected value of type Array', at);
    return;
  }
  retry.forEach((retrier, index) => {
    const here = `${at}[${index}]`;
    if (!isObject(retrier)) {
      scope.findings.schema('Expected value of type Object', here);
      return;
    }
    checkErrors(retrier.ErrorEquals, here, index === retry.length - 1, scope);
    checkNumbers(retrier, here, scope);
    const { JitterStrategy: jitter } = retrier;
    if (jitter !== undefined && jitter !== 'NONE' && jitter !== 'FULL') {
      scope.findings.schema(
        "The field 'JitterStrategy' should have one of these values: [NONE, FULL]",
        `${here}/JitterStrategy`,
      );
    }
  });
}

function checkNumbers(retrier: { [key: string]: Json }, at: string, { findings }: Scope): void {
  const rules: [string, (value: number) => boolean][] = [
    ['IntervalSeconds', (value) => Number.isInteger(value) && value >= 1 && value <= 99_999_999],
    ['MaxAttempts', (value) => Number.isInteger(value) && value >= 0 && value <= 99_999_999],
    ['MaxDelaySeconds', (value) => Number.isInteger(value) && value >= 1 && value <= 31_622_400],
    ['BackoffRate', (value) => value >= 1],
  ];
  for (const [field, fits] of rules) {
    const value = retrier[field];
    if (value !== undefined && !(typeof value === 'number' && fits(value))) {
      findings.schema(`The value for the field '${field}' is out of range`, `${at}/${field}`);
    }
  }
}

export function checkCatch(catchers: Json, at: string, scope: Scope): void {
  if (!Array.isArray(catchers)) {
    scope.findings.schema('Expected value of type Array', at);
    return;
  }
  catchers.forEach((catcher, index) => {
    const here = `${at}[${index}]`;
    if (!isObject(catcher)) {
      scope.findings.schema('Expected value of type Object', here);
      return;
    }
    checkErrors(catcher.ErrorEquals, here, index === catchers.length - 1, scope);
    if (typeof catcher.Next !== 'string') scope.findings.schema('These fields are required: [Next]', here);
    else if (!scope.targets.has(catcher.Next)) {
      scope.findings.add('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${catcher.Next}`, `${here}/Next`);
    }
    if (catcher.ResultPath !== undefined && catcher.ResultPath !== null)
      checkReference(catcher.ResultPath, `${here}/ResultPath`, scope);
    if (catcher.Assign !== undefined) checkAssign(catcher.Assign, `${here}/Assign`, scope);
    if (catcher.Output !== undefined) checkTemplates(catcher.Output, `${here}/Output`, scope);
  });
}

function checkErrors(errors: Json | undefined, at: string, last: boolean, { findings }: Scope): void {
  if (errors === undefined) {
    findings.schema('These fields are required: [ErrorEquals]', at);
    return;
  }
  if (!Array.isArray(errors) || errors.length === 0 || errors.some((name) => typeof name !== 'string')) {
    findings.schema('Expected value of type Array', `${at}/ErrorEquals`);
    return;
  }
  if (!errors.includes('States.ALL')) return;
  if (errors.length > 1) findings.schema('States.ALL must appear alone', `${at}/ErrorEquals`);
  if (!last) findings.schema('States.ALL must be the last entry', `${at}/ErrorEquals`);
}
