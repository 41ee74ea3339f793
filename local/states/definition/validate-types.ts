import { isObject, type Json, type JsonObject } from '../json.ts';
import { expressionOf } from '../jsonata/evaluator.ts';
import { OPTIMISED, parseResource } from './resource.ts';
import { isTimestamp } from './timestamp.ts';
import type { StateType } from './types.ts';
import { type Scope, walkMachine } from './validate.ts';
import { checkRules } from './validate-choice.ts';
import { checkPath } from './validate-parts.ts';

type Check = (state: JsonObject, path: string, scope: Scope) => void;

const task: Check = (state, path, scope) => {
  const { Resource: resource } = state;
  if (resource === undefined) {
    scope.findings.schema('These fields are required: [Resource]', path);
    return;
  }
  if (typeof resource !== 'string') {
    scope.findings.schema('Expected value of type String', `${path}/Resource`);
    return;
  }
  checkResource(resource, `${path}/Resource`, scope);
  checkPair(state, path, scope, 'TimeoutSeconds', 'TimeoutSecondsPath');
  checkPair(state, path, scope, 'HeartbeatSeconds', 'HeartbeatSecondsPath');
  if (isObject(state.Credentials) && !('RoleArn' in state.Credentials) && !('RoleArn.$' in state.Credentials)) {
    scope.findings.schema("The field 'RoleArn' is required but was missing", `${path}/Credentials`);
  }
};

function checkResource(text: string, at: string, { findings, type }: Scope): void {
  const resource = parseResource(text);
  const unknown = `The resource provided ${text} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
  if (!resource) {
    findings.schema(text.startsWith('arn:') ? unknown : 'Value is not a valid resource ARN', at);
    return;
  }
  if (resource.kind === 'activity' && type === 'EXPRESS') {
    findings.schema('Express state machine does not support Activity ARN', at);
    return;
  }
  if (resource.kind !== 'service') return;
  const { service, action, pattern, sdk } = resource;
  if (!sdk && !OPTIMISED[service]?.includes(action)) {
    findings.schema(unknown, at);
    return;
  }
  if (type === 'EXPRESS' && pattern) {
    findings.schema(`Express state machine does not support '.${pattern.replace(':2', '')}' service integration`, at);
  }
}

/** A number (or an expression) under one name, or a path under the other. */
function checkPair(state: JsonObject, path: string, scope: Scope, field: string, pathField: string): void {
  const [value, reference] = [state[field], state[pathField]];
  if (value !== undefined && reference !== undefined)
    scope.findings.schema(`Only one of the fields [${field}, ${pathField}] is allowed`, path);
  if (reference !== undefined) checkPath(reference, `${path}/${pathField}`, scope);
  if (value === undefined || (typeof value === 'number' && value >= 0)) return;
  if (!(scope.language === 'JSONata' && expressionOf(value) !== undefined)) {
    scope.findings.schema('Expected value of type Integer', `${path}/${field}`);
  }
}

const wait: Check = (state, path, scope) => {
  const given = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'].filter((field) => state[field] !== undefined);
  if (given.length !== 1) {
    scope.findings.schema(
      'Exactly one of the fields [Seconds, SecondsPath, Timestamp, TimestampPath] is required',
      path,
    );
    return;
  }
  if (state.Seconds !== undefined) checkPair(state, path, scope, 'Seconds', 'SecondsPath');
  if (state.Timestamp !== undefined) checkTimestamp(state.Timestamp, `${path}/Timestamp`, scope);
  for (const field of ['SecondsPath', 'TimestampPath'])
    if (state[field] !== undefined) checkPath(state[field], `${path}/${field}`, scope);
};

function checkTimestamp(value: Json, at: string, { findings, language }: Scope): void {
  if (language === 'JSONata' && expressionOf(value) !== undefined) return;
  if (!isTimestamp(value)) findings.schema('String does not match RFC3339 timestamp', at);
}

const fail: Check = (state, path, scope) => {
  for (const [field, pathField] of [
    ['Error', 'ErrorPath'],
    ['Cause', 'CausePath'],
  ] as const) {
    if (state[field] !== undefined && state[pathField] !== undefined) {
      scope.findings.schema(`Only one of the fields [${field}, ${pathField}] is allowed`, path);
    }
    if (state[field] !== undefined && typeof state[field] !== 'string')
      scope.findings.schema('Expected value of type String', `${path}/${field}`);
    if (state[pathField] !== undefined) checkPath(state[pathField], `${path}/${pathField}`, scope);
  }
};

const parallel: Check = (state, path, scope) => {
  const { Branches: branches } = state;
  if (branches === undefined) {
    scope.findings.schema('These fields are required: [Branches]', path);
    return;
  }
  if (!Array.isArray(branches) || branches.length === 0) {
    scope.findings.schema('Expected value of type Array', `${path}/Branches`);
    return;
  }
  for (const [index, branch] of branches.entries()) inner(branch, `${path}/Branches[${index}]`, scope);
};

function inner(machine: Json | undefined, at: string, scope: Scope): void {
  if (isObject(machine)) walkMachine(machine, at, scope);
  else scope.findings.schema('Expected value of type Object', at);
}

const map: Check = (state, path, scope) => {
  const field = state.ItemProcessor === undefined ? 'Iterator' : 'ItemProcessor';
  const processor = state[field];
  if (processor === undefined) {
    scope.findings.schema('These fields are required: [ItemProcessor]', path);
    return;
  }
  if (state.ItemProcessor !== undefined && state.Iterator !== undefined) {
    scope.findings.schema('Only one of the fields [ItemProcessor, Iterator] is allowed', path);
  }
  inner(processor, `${path}/${field}`, scope);
  if (state.Parameters !== undefined && state.ItemSelector !== undefined) {
    scope.findings.schema('Only one of the fields [Parameters, ItemSelector] is allowed', path);
  }
  checkPair(state, path, scope, 'MaxConcurrency', 'MaxConcurrencyPath');
  checkPair(state, path, scope, 'ToleratedFailureCount', 'ToleratedFailureCountPath');
  checkPair(state, path, scope, 'ToleratedFailurePercentage', 'ToleratedFailurePercentagePath');
  checkMode(state, processor, path, scope);
};

function checkMode(state: JsonObject, processor: Json, path: string, { findings, type }: Scope): void {
  const config = isObject(processor) && isObject(processor.ProcessorConfig) ? processor.ProcessorConfig : {};
  if (config.Mode === 'DISTRIBUTED') {
    if (type === 'EXPRESS')
      findings.schema(
        'Express state machine does not support Distributed Map',
        `${path}/ItemProcessor/ProcessorConfig`,
      );
    return;
  }
  for (const field of ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label']) {
    if (state[field] !== undefined)
      findings.schema(`Field '${field}' is only supported in DISTRIBUTED mode`, `${path}/${field}`);
  }
}

export const CHECKS: Readonly<Record<StateType, Check>> = {
  Task: task,
  Wait: wait,
  Fail: fail,
  Parallel: parallel,
  Map: map,
  Choice: checkRules,
  Pass: () => undefined,
  Succeed: () => undefined,
};
