import { isObject, type JsonObject } from '../json.ts';
import { isStateType, misplaced } from './fields.ts';
import type { Scope } from './validate.ts';
import { checkAssign, checkCatch, checkPath, checkReference, checkRetry, checkTemplates } from './validate-parts.ts';
import { CHECKS } from './validate-types.ts';

export function validateState(state: JsonObject, path: string, outer: Scope): void {
  const { findings } = outer;
  const { Type: type, QueryLanguage: own } = state;
  if (type === undefined) {
    findings.schema('These fields are required: [Type]', path);
    return;
  }
  if (!isStateType(type)) {
    findings.schema(
      "The field 'Type' should have one of these values: [Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map]",
      `${path}/Type`,
    );
    return;
  }
  const scope: Scope = own === 'JSONata' || own === 'JSONPath' ? { ...outer, language: own } : outer;
  if (own === 'JSONPath' && outer.language === 'JSONata') {
    findings.schema(
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
      `${path}/QueryLanguage`,
    );
  }
  for (const field of Object.keys(state)) {
    const why = misplaced(field, type, scope.language);
    if (why) findings.schema(why, `${path}/${field}`);
  }
  if (!['Choice', 'Succeed', 'Fail'].includes(type)) checkFlow(state, path, scope);
  checkShared(state, path, scope);
  CHECKS[type](state, path, scope);
}

function checkFlow(state: JsonObject, path: string, { findings, targets }: Scope): void {
  const { Next: next, End: end } = state;
  if (next === undefined && end === undefined) {
    findings.schema('Exactly one of the fields [Next, End] is required', path);
    return;
  }
  if (next !== undefined && end !== undefined && end !== false)
    findings.schema('Only one of the fields [Next, End] is allowed', path);
  if (end !== undefined && typeof end !== 'boolean') findings.schema('Expected value of type Boolean', `${path}/End`);
  if (next === undefined) return;
  if (typeof next !== 'string') findings.schema('Expected value of type String', `${path}/Next`);
  else if (!targets.has(next))
    findings.add('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${next}`, `${path}/Next`);
}

function checkShared(state: JsonObject, path: string, scope: Scope): void {
  for (const field of ['InputPath', 'OutputPath', 'ItemsPath'] as const) {
    if (state[field] !== undefined && state[field] !== null) checkPath(state[field], `${path}/${field}`, scope);
  }
  if (state.ResultPath !== undefined && state.ResultPath !== null)
    checkReference(state.ResultPath, `${path}/ResultPath`, scope);
  if (state.Assign !== undefined) checkAssign(state.Assign, `${path}/Assign`, scope);
  if (state.Retry !== undefined) checkRetry(state.Retry, `${path}/Retry`, scope);
  if (state.Catch !== undefined) checkCatch(state.Catch, `${path}/Catch`, scope);
  for (const field of ['Parameters', 'ResultSelector', 'ItemSelector', 'Arguments', 'Output', 'Items'] as const) {
    if (state[field] !== undefined) checkTemplates(state[field], `${path}/${field}`, scope);
  }
  if (state.ResultSelector !== undefined && !isObject(state.ResultSelector)) {
    scope.findings.schema('Expected value of type Object', `${path}/ResultSelector`);
  }
}
