import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Allowed } from './fields.ts';
import { checkTarget } from './graph.ts';
import type { Scope } from './scope.ts';
import { checkAssign } from './validate-assign.ts';
import { checkFields } from './validate-fields.ts';
import { checkReference } from './validate-paths.ts';
import { checkTemplates } from './validate-templates.ts';
import { checkEnum, checkNumber, type Range } from './validate-values.ts';

/** What a retrier may count; AWS takes an interval of 0 as well. */
const RETRIER: Readonly<Record<string, Range>> = {
  IntervalSeconds: { least: 0, most: 99_999_999 },
  MaxAttempts: { least: 0, most: 99_999_999 },
  MaxDelaySeconds: { least: 1, most: 31_622_400 },
  BackoffRate: { least: 1, float: true },
};

const HANDLING = ['ErrorEquals', 'Comment'];
const RETRIERS: Allowed = { both: [...HANDLING, ...Object.keys(RETRIER), 'JitterStrategy'], JSONPath: [], JSONata: [] };
const CATCHERS: Allowed = { both: [...HANDLING, 'Next', 'Assign'], JSONPath: ['ResultPath'], JSONata: ['Output'] };

export function checkRetry(retry: Json | undefined, at: string, scope: Scope): void {
  for (const [retrier, here] of entriesOf(retry, at, scope)) {
    checkFields(retrier, RETRIERS, here, scope);
    for (const [field, range] of Object.entries(RETRIER)) {
      const value = retrier[field];
      if (value !== undefined) checkNumber(value, range, `${here}/${field}`, scope.findings);
    }
    const { JitterStrategy: jitter } = retrier;
    if (jitter !== undefined) checkEnum(jitter, ['NONE', 'FULL'], `${here}/JitterStrategy`, scope.findings);
  }
}

export function checkCatch(catchers: Json | undefined, at: string, scope: Scope): void {
  for (const [catcher, here] of entriesOf(catchers, at, scope)) {
    checkFields(catcher, CATCHERS, here, scope);
    if (catcher.Next === undefined) scope.findings.schema('These fields are required: [Next]', here);
    else checkTarget(catcher.Next, `${here}/Next`, scope);
    if (catcher.ResultPath !== undefined && catcher.ResultPath !== null)
      checkReference(catcher.ResultPath, `${here}/ResultPath`, scope);
    checkAssign(catcher.Assign, `${here}/Assign`, scope, { errorOutput: true });
    checkTemplates(catcher.Output, `${here}/Output`, scope, { errorOutput: true });
  }
}

/** The entries of a Retry or Catch list, with where they stand. */
function entriesOf(list: Json | undefined, at: string, scope: Scope): [JsonObject, string][] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) {
    scope.findings.schema('Expected value of type Array', at);
    return [];
  }
  return list.flatMap((entry, index): [JsonObject, string][] => {
    const here = `${at}[${index}]`;
    if (!isObject(entry)) {
      scope.findings.schema('Expected value of type Object', here);
      return [];
    }
    checkErrors(entry.ErrorEquals, here, index === list.length - 1, scope);
    return [[entry, here]];
  });
}

function checkErrors(errors: Json | undefined, at: string, last: boolean, { findings }: Scope): void {
  if (errors === undefined) findings.schema('These fields are required: [ErrorEquals]', at);
  else if (!Array.isArray(errors) || errors.some((name) => typeof name !== 'string'))
    findings.schema('Expected value of type Array', `${at}/ErrorEquals`);
  else if (errors.length === 0) findings.schema('Value cannot be empty', `${at}/ErrorEquals`);
  else if (errors.includes('States.ALL') && (errors.length > 1 || !last))
    findings.schema('States.ALL must appear alone and at end of list', `${at}/ErrorEquals`);
}
