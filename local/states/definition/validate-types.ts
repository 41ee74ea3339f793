import { isObject, type Json, type JsonObject } from '../json.ts';
import { expressionOf } from '../jsonata/evaluator.ts';
import type { Scope } from './scope.ts';
import { isTimestamp } from './timestamp.ts';
import type { StateType } from './types.ts';
import { checkRules } from './validate-choice.ts';
import { checkMap } from './validate-map.ts';
import { checkPath } from './validate-paths.ts';
import { checkTask } from './validate-task.ts';
import { checkTemplates } from './validate-templates.ts';
import { checkOne, checkPair, checkSingle } from './validate-values.ts';

/** @param around the scope of machines inside the state */
type Check = (state: JsonObject, path: string, scope: Scope, around: Scope) => void;

const wait: Check = (state, path, scope) => {
  checkOne(state, ['SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp'], path, scope);
  checkPair(state, path, scope, 'Seconds', { least: 0, most: 99_999_999 });
  if (state.Timestamp !== undefined) checkTimestamp(state.Timestamp, `${path}/Timestamp`, scope);
  if (state.TimestampPath !== undefined && scope.language === 'JSONPath')
    checkPath(state.TimestampPath, `${path}/TimestampPath`, scope);
};

function checkTimestamp(value: Json, at: string, scope: Scope): void {
  if (scope.language === 'JSONata' && expressionOf(value) !== undefined) checkTemplates(value, at, scope);
  else if (!isTimestamp(value)) scope.findings.schema('String does not match RFC3339 timestamp', at);
}

const fail: Check = (state, path, scope) => {
  for (const [field, pathField] of [
    ['Error', 'ErrorPath'],
    ['Cause', 'CausePath'],
  ] as const) {
    checkSingle(state, [field, pathField], path, scope);
    if (state[field] !== undefined && typeof state[field] !== 'string')
      scope.findings.schema('Expected value of type String', `${path}/${field}`);
    checkTemplates(state[field], `${path}/${field}`, scope);
    if (state[pathField] !== undefined && scope.language === 'JSONPath')
      checkPath(state[pathField], `${path}/${pathField}`, scope);
  }
};

const parallel: Check = (state, path, scope, around) => {
  const { Branches: branches } = state;
  if (branches === undefined) scope.findings.schema('These fields are required: [Branches]', path);
  else if (!Array.isArray(branches)) scope.findings.schema('Expected value of type Array', `${path}/Branches`);
  else if (branches.length === 0) scope.findings.schema('Value cannot be empty', `${path}/Branches`);
  else
    for (const [index, branch] of branches.entries()) {
      const at = `${path}/Branches[${index}]`;
      if (isObject(branch)) scope.inner(branch, at, around);
      else scope.findings.schema('Expected value of type Object', at);
    }
};

export const CHECKS: Readonly<Record<StateType, Check>> = {
  Task: checkTask,
  Wait: wait,
  Fail: fail,
  Parallel: parallel,
  Map: checkMap,
  Choice: checkRules,
  Pass: () => undefined,
  Succeed: () => undefined,
};
