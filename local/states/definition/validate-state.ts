import { isObject, type JsonObject } from '../json.ts';
import { isStateType, languageOf, misplaced, STATE_TYPES } from './fields.ts';
import { checkTarget } from './graph.ts';
import type { Scope } from './scope.ts';
import type { StateType } from './types.ts';
import { checkAssign } from './validate-assign.ts';
import { checkCatch, checkRetry } from './validate-handling.ts';
import { checkPath, checkReference } from './validate-paths.ts';
import { checkTemplates } from './validate-templates.ts';
import { CHECKS } from './validate-types.ts';
import { checkEnum, checkOne } from './validate-values.ts';

/** @param around the scope of machines inside the state, which see its variables */
export function validateState(state: JsonObject, path: string, outer: Scope, around: Scope = outer): void {
  const { findings } = outer;
  const { Type: type, QueryLanguage: own } = state;
  if (type === undefined) {
    findings.schema('These fields are required: [Type]', path);
    return;
  }
  if (!isStateType(type)) {
    checkEnum(type, STATE_TYPES, `${path}/Type`, findings);
    return;
  }
  const scope: Scope = { ...outer, language: languageOf(own, outer.language) };
  const downgraded = own === 'JSONPath' && outer.language === 'JSONata';
  if (downgraded)
    findings.schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", path);
  checkFields(state, type, path, scope, downgraded);
  if (own !== undefined) checkEnum(own, ['JSONPath', 'JSONata'], `${path}/QueryLanguage`, findings);
  if (!['Choice', 'Succeed', 'Fail'].includes(type)) checkFlow(state, path, scope);
  checkShared(state, type, path, scope);
  CHECKS[type](state, path, scope, around);
}

/** A state of the wrong language hears of that alone. */
function checkFields(state: JsonObject, type: StateType, path: string, scope: Scope, downgraded: boolean): void {
  for (const field of Object.keys(state)) {
    const why = misplaced(field, type, scope.language);
    if (why && !(downgraded && why.startsWith('The QueryLanguage'))) scope.findings.schema(why, path);
  }
}

function checkFlow(state: JsonObject, path: string, scope: Scope): void {
  const { Next: next, End: end } = state;
  if (end !== undefined && typeof end !== 'boolean')
    scope.findings.schema('Expected value of type Boolean', `${path}/End`);
  else checkOne({ ...state, End: end === true ? true : undefined } as JsonObject, ['Next', 'End'], path, scope);
  if (next !== undefined) checkTarget(next, `${path}/Next`, scope);
}

const PATHS = ['InputPath', 'OutputPath', 'ItemsPath'] as const;
const TEMPLATES = ['Parameters', 'ResultSelector', 'ItemSelector', 'Arguments', 'Items'] as const;

function checkShared(state: JsonObject, type: StateType, path: string, scope: Scope): void {
  if (scope.language === 'JSONPath') {
    for (const field of PATHS) {
      if (state[field] !== undefined && (state[field] !== null || field === 'ItemsPath'))
        checkPath(state[field], `${path}/${field}`, scope);
    }
    if (state.ResultPath !== undefined && state.ResultPath !== null)
      checkReference(state.ResultPath, `${path}/ResultPath`, scope);
  }
  const given = { result: type === 'Task' || type === 'Parallel' || type === 'Map' };
  checkAssign(state.Assign, `${path}/Assign`, scope, given);
  checkRetry(state.Retry, `${path}/Retry`, scope);
  checkCatch(state.Catch, `${path}/Catch`, scope);
  for (const field of TEMPLATES) checkTemplates(state[field], `${path}/${field}`, scope);
  checkTemplates(state.Output, `${path}/Output`, scope, given);
  if (state.ResultSelector !== undefined && !isObject(state.ResultSelector)) {
    scope.findings.schema('Expected value of type Object', `${path}/ResultSelector`);
  }
}
