import type { Json, JsonObject } from '../json.ts';
import type { Execution } from './execution.ts';
import type { Visit } from './visit.ts';

/** Only states that can be retried count their retries. */
const RETRIED = new Set(['Task', 'Map', 'Parallel']);

/** The context object (`$$`, `$states.context`). https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
export function contextOf(visit: Visit): JsonObject {
  const { execution } = visit.branch;
  const context: JsonObject = {
    Execution: executionPart(execution),
    StateMachine: { Id: execution.machineArn, Name: execution.machineName },
    State: {
      Name: visit.name,
      EnteredTime: new Date(visit.enteredAt).toISOString(),
      ...(RETRIED.has(visit.state.Type) ? { RetryCount: visit.retryCount } : {}),
    },
  };
  if (visit.token !== undefined) context.Task = { Token: visit.token };
  const item = visit.item ?? visit.branch.item;
  if (item) context.Map = { Item: item as unknown as Json };
  return { ...context, ...execution.plan.test?.context };
}

function executionPart({ row, plan, durable, input }: Execution): JsonObject {
  return {
    Id: row.arn,
    Input: input,
    StartTime: new Date(row.start).toISOString(),
    Name: row.name,
    RoleArn: plan.roleArn,
    ...(durable ? { RedriveCount: row.redrives } : {}),
    ...(row.redriven === null ? {} : { RedriveTime: new Date(row.redriven).toISOString() }),
  };
}
