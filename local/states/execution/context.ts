import type { Json, JsonObject } from '../json.ts';
import type { Visit } from './visit.ts';

/** The context object (`$$`, `$states.context`). https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
export function contextOf(visit: Visit): JsonObject {
  const { execution } = visit.branch;
  const context: JsonObject = {
    Execution: execution.contextPart(),
    StateMachine: { Id: execution.machineArn, Name: execution.machineName },
    State: {
      Name: visit.name,
      EnteredTime: new Date(visit.enteredAt).toISOString(),
      RetryCount: visit.retryCount,
    },
  };
  if (visit.token !== undefined) context.Task = { Token: visit.token };
  const item = visit.item ?? visit.branch.item;
  if (item) context.Map = { Item: item as unknown as Json };
  return context;
}
