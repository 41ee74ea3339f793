import { uuid } from '../../clock.ts';
import { AwsError, validation } from '../../errors.ts';
import { derive } from '../arns.ts';
import type { Engine } from '../engine.ts';
import { exceedsBytes, tooDeep } from '../json.ts';
import { jsonProblem } from '../json-problem.ts';
import { LIMITS } from '../limits.ts';
import type { ExecutionRow, NewExecution } from '../stores/execution-row.ts';
import { nameOf, optionalText, seconds } from './check.ts';
import { type Make, type Target, targetOf } from './target.ts';

/** Starts an execution. For Standard machines the name makes it idempotent while the execution runs. */
export const startExecution: Make = (engine) => (input) => {
  engine.retention.forgetOld();
  const target = targetOf(engine, input.stateMachineArn);
  const text = inputOf(input);
  const name = input.name === undefined || input.name === null ? uuid(engine.cloud.clock) : nameOf(input.name);
  const row = newExecution(engine, target, name, text, optionalText(input, 'traceHeader', 256) ?? null);
  const there =
    target.machine.type === 'STANDARD' && input.name !== undefined ? engine.executions.byKey(row.key) : undefined;
  if (there) return again(there, text);
  const { arn, start } = engine.launch(row, true).row;
  return { executionArn: arn, startDate: seconds(start) };
};

/** The input as JSON text, `{}` if there is none. */
export function inputOf(input: Record<string, unknown>): string {
  const text = optionalText(input, 'input') ?? '{}';
  if (exceedsBytes(text, LIMITS.payloadBytes)) {
    throw validation(
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${LIMITS.payloadBytes}`,
    );
  }
  if (tooDeep(text))
    throw new AwsError('InvalidExecutionInput', 'Invalid State Machine Execution Input: the JSON is nested too deeply');
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    const { why, location } = jsonProblem(text);
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${why}\n at ${location}'`, {
      cause: error,
    });
  }
}

export function newExecution(
  engine: Engine,
  target: Target,
  name: string,
  input: string,
  trace: string | null,
): NewExecution {
  const { machine, revision, versionArn, alias } = target;
  const express = machine.type === 'EXPRESS';
  const suffix = express ? [name, uuid(engine.cloud.clock)] : [name];
  return {
    key: [machine.name, ...suffix].join(':'),
    arn: derive(machine.arn, express ? 'express' : 'execution', machine.name, ...suffix),
    machine: machine.name,
    machine_arn: machine.arn,
    name,
    type: machine.type,
    revision,
    version: versionArn,
    alias: alias?.arn ?? null,
    input,
    start: engine.cloud.clock.now(),
    map_run: null,
    map_path: null,
    map_index: null,
    map_items: null,
    trace,
  };
}

function again(row: ExecutionRow, input: string): object {
  if (row.status === 'RUNNING' && row.input === input) return { executionArn: row.arn, startDate: seconds(row.start) };
  throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${row.arn}'`);
}
