import type { Json } from '../json.ts';
import type { Ending } from '../stores/execution-row.ts';

/** A history event in the shape of the API; the timestamp is in seconds. Details stand under the key of their type. */
export interface HistoryEvent {
  readonly timestamp: number;
  readonly type: string;
  readonly id: number;
  readonly previousEventId: number;
  readonly [details: string]: unknown;
}

export type Details = Record<string, unknown>;

/** The types whose details are not simply named after them. */
const SHARED: readonly [RegExp, string][] = [
  [/StateEntered$/, 'stateEnteredEventDetails'],
  [/StateExited$/, 'stateExitedEventDetails'],
];

const keys = new Map<string, string>();

/** The key of an event's details: `taskScheduledEventDetails` for `TaskScheduled`. */
export function detailsKey(type: string): string {
  let key = keys.get(type);
  if (key === undefined) {
    key =
      SHARED.find(([pattern]) => pattern.test(type))?.[1] ?? `${type[0]?.toLowerCase()}${type.slice(1)}EventDetails`;
    keys.set(type, key);
  }
  return key;
}

/** Stands beside each payload: nothing here is cut. One object, so that it is known again without a look inside. */
export const WHOLE = { truncated: false };

/** `{input, inputDetails}` of an event. */
export const inputOf = (text: string): Details => ({ input: text, inputDetails: WHOLE });
export const outputOf = (text: string): Details => ({ output: text, outputDetails: WHOLE });

/** `{error, cause}` without what is undefined. */
export const errorOf = (error: string | undefined | null, cause: string | undefined | null): Details => ({
  ...(error == null ? {} : { error }),
  ...(cause == null ? {} : { cause }),
});

const DATA = [
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'parameters',
  'assignedVariables',
  'assignedVariablesDetails',
];

/** The event without payloads, for `includeExecutionData: false`. */
export function withoutData(event: HistoryEvent): HistoryEvent {
  const key = Object.keys(event).find((name) => name.endsWith('EventDetails'));
  if (!key) return event;
  const details = Object.entries(event[key] as Details).filter(([name]) => !DATA.includes(name));
  return { ...event, [key]: Object.fromEntries(details) };
}

/** The values of variables as the exited event shows them: each as JSON text. */
export function assignedOf(variables: Record<string, Json> | undefined): Details {
  if (!variables || Object.keys(variables).length === 0) return {};
  const texts = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, JSON.stringify(value)]));
  return { assignedVariables: texts, assignedVariablesDetails: WHOLE };
}

const ENDS: Readonly<Record<string, string>> = {
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
};

/** The last event of an execution. */
export const endEvent = ({ status, output, error, cause }: Ending): [type: string, details: Details] =>
  status === 'SUCCEEDED'
    ? ['ExecutionSucceeded', outputOf(output ?? '')]
    : [ENDS[status] ?? 'ExecutionFailed', errorOf(error, cause)];
