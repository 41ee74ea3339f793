import type { Resource } from '../definition/resource.ts';
import type { Visit } from '../execution/visit.ts';
import type { Json, JsonObject } from '../json.ts';
import type { TaskTimer } from '../states/task-timer.ts';

/** One call of a service by a Task. */
export interface Call {
  readonly visit: Visit;
  readonly resource: Resource & { kind: 'service' };
  /** The arguments after Parameters or Arguments. */
  readonly given: Json;
  readonly timer: TaskTimer;
  /** Tells the history what the service answered, where the task then goes on waiting. */
  submitted(output: Json): void;
}

/** Calls the service once; failures are thrown as `StateFailure`s, named as AWS names them. */
export type Integration = (call: Call, given: JsonObject) => Promise<Json>;
