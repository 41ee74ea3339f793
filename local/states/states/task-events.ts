import type { Resource } from '../definition/resource.ts';
import { type Details, errorOf, inputOf, outputOf } from '../execution/history.ts';
import type { Json } from '../json.ts';

export interface Timing {
  readonly timeout: number | undefined;
  readonly heartbeat: number | undefined;
}

/** An event's type and details, or nothing where a kind of task has no such event. */
export type TaskEvent = readonly [type: string, details?: Details];

/** How the steps of a task appear in the history; each kind of resource has its own words. */
export interface TaskEvents {
  scheduled(given: Json, timing: Timing, region: string, credentials: Json | undefined): TaskEvent;
  /** None for an activity: its worker starts it. */
  readonly started: TaskEvent | undefined;
  submitted(output: string): TaskEvent;
  succeeded(output: string): TaskEvent;
  failed(error: string | undefined, cause: string | undefined): TaskEvent;
  timedOut(error: string): TaskEvent;
}

const times = ({ timeout, heartbeat }: Timing): Details => ({
  ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
  ...(heartbeat === undefined ? {} : { heartbeatInSeconds: heartbeat }),
});

export function eventsOf(resource: Resource): TaskEvents {
  if (resource.kind === 'service') return serviceEvents(resource);
  return resource.kind === 'lambda'
    ? arnEvents('LambdaFunction', resource.arn, true)
    : arnEvents('Activity', resource.arn, false);
}

function arnEvents(prefix: string, arn: string, starts: boolean): TaskEvents {
  return {
    scheduled: (given, timing, _region, credentials) => [
      `${prefix}Scheduled`,
      {
        resource: arn,
        ...inputOf(JSON.stringify(given)),
        ...times(timing),
        ...(starts && credentials !== undefined ? { taskCredentials: credentials } : {}),
      },
    ],
    started: starts ? [`${prefix}Started`] : undefined,
    submitted: (output) => [`${prefix}Submitted`, outputOf(output)],
    succeeded: (output) => [`${prefix}Succeeded`, outputOf(output)],
    failed: (error, cause) => [`${prefix}Failed`, errorOf(error, cause)],
    timedOut: (error) => [`${prefix}TimedOut`, { error }],
  };
}

function serviceEvents(resource: Resource & { kind: 'service' }): TaskEvents {
  const { service, action, pattern, sdk } = resource;
  const what = {
    resourceType: sdk ? `aws-sdk:${service}` : service,
    resource: pattern ? `${action}.${pattern}` : action,
  };
  return {
    scheduled: (given, timing, region, credentials) => [
      'TaskScheduled',
      {
        ...what,
        region,
        parameters: JSON.stringify(given),
        ...times(timing),
        ...(credentials === undefined ? {} : { taskCredentials: credentials }),
      },
    ],
    started: ['TaskStarted', what],
    submitted: (output) => ['TaskSubmitted', { ...what, ...outputOf(output) }],
    succeeded: (output) => ['TaskSucceeded', { ...what, ...outputOf(output) }],
    failed: (error, cause) => ['TaskFailed', { ...what, ...errorOf(error, cause) }],
    timedOut: (error) => ['TaskTimedOut', { ...what, error }],
  };
}
