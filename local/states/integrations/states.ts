import { NotSupportedError } from '../../errors.ts';
import { resourceOf } from '../arns.ts';
import { StateFailure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import type { ExecutionRow } from '../stores/execution-row.ts';
import { optimisedFailure } from './errors.ts';
import type { Call, Integration } from './integration.ts';
import { sdkMetadata } from './metadata.ts';

const NAMING = { prefix: 'StepFunctions', service: 'AWSStepFunctions', generic: 'AWSStepFunctionsException' };

/** `states:startExecution`; with `.sync` the task then waits for the end. */
export const states: Integration = async (call, given) => {
  const { visit } = call;
  const { StateMachineArn, Name, Input, TraceHeader } = given;
  const input = {
    stateMachineArn: StateMachineArn,
    ...(Name === undefined ? {} : { name: Name }),
    ...(Input === undefined || Input === null
      ? {}
      : { input: typeof Input === 'string' ? startText(Input) : JSON.stringify(Input) }),
    ...(TraceHeader === undefined ? {} : { traceHeader: TraceHeader }),
  };
  try {
    const answer = await visit.branch.execution.call<{ executionArn: string; startDate: number }>(
      'states',
      'StartExecution',
      input,
    );
    return {
      ExecutionArn: answer.executionArn,
      ...sdkMetadata(visit, JSON.stringify(answer)),
      StartDate: answer.startDate,
    };
  } catch (error) {
    throw optimisedFailure(visit, NAMING, error);
  }
};

/** A text that is JSON already is the child's input as it stands; any other text becomes a JSON string. */
function startText(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    if (error instanceof SyntaxError) return JSON.stringify(text);
    throw error;
  }
}

/** Waits for the end of a child execution, and stops it if the parent is stopped; `:2` gives its input and output as JSON instead of text. */
export async function awaitExecution({ visit, resource }: Call, arn: string): Promise<Json> {
  const { engine } = visit.branch.execution;
  const [machine, name] = resourceOf(arn, 'execution');
  const key = `${machine}:${name}`;
  const off = visit.branch.cancellation.on(() => {
    if (visit.branch.execution.ending) engine.running.get(key)?.abort(null, null);
  });
  const row = await engine.ended(key).finally(off);
  if (!row) throw new NotSupportedError('waiting for an execution that has been deleted');
  const parse = resource.pattern === 'sync:2';
  const description = describe(row, parse);
  if (row.status === 'SUCCEEDED') return description;
  throw new StateFailure('States.TaskFailed', JSON.stringify(describe(row, false)));
}

function describe(row: ExecutionRow, parse: boolean): JsonObject {
  const shown = (text: string): Json => (parse ? (JSON.parse(text) as Json) : text);
  return {
    ExecutionArn: row.arn,
    ...(row.cause === null ? {} : { Cause: row.cause }),
    ...(row.error === null ? {} : { Error: row.error }),
    Input: shown(row.input),
    InputDetails: { Included: true },
    Name: row.name,
    ...(row.output === null ? {} : { Output: shown(row.output), OutputDetails: { Included: true } }),
    StartDate: row.start,
    StateMachineArn: row.machine_arn,
    Status: row.status,
    ...(row.stop === null ? {} : { StopDate: row.stop }),
  };
}
