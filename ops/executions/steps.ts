import type { Json } from '../../functions/json.ts';
import { parsed } from './keys.ts';
import type { Attempt, HistoryEvent, Step } from './types.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Stay extends Writable<Omit<Step, 'attempts'>> {
  attempts: Writable<Attempt>[];
  parent?: Stay | undefined;
}

const ATTEMPT_BEGINS = new Set(['TaskScheduled', 'LambdaFunctionScheduled', 'ActivityScheduled']);
const ATTEMPT_SUCCEEDS = new Set(['TaskSucceeded', 'LambdaFunctionSucceeded', 'ActivitySucceeded']);
const FAILURE = /(Failed|TimedOut|Aborted)$/;
const OF_EXECUTION = /^Execution/;

/**
 * An execution's events as stays in states, in the order of their beginning. An event belongs to the stay of the event that it
 * follows (`previousId`), which keeps the iterations of a Map apart however they are mixed.
 */
export function stepsOf(events: readonly HistoryEvent[]): Step[] {
  const stays: Stay[] = [];
  const of = new Map<number, Stay>();
  const iterations = new Map<number, number>();
  for (const event of events) {
    const before = of.get(event.previousId);
    const begun = indexOf(event);
    const iteration = begun ?? iterations.get(event.previousId);
    if (iteration !== undefined) iterations.set(event.id, iteration);
    const stay = event.type.endsWith('StateEntered') ? enter(event, before, iteration) : follow(event, before);
    if (event.type.endsWith('StateEntered') && stay) stays.push(stay);
    if (stay) of.set(event.id, stay);
    if (event.type.endsWith('StateExited')) iterations.delete(event.id);
    // An iteration that had to wait for a free place follows the end of another one, and is not that one's.
    if (begun === undefined && stay?.iteration !== undefined) iterations.set(event.id, stay.iteration);
  }
  return stays.map(({ parent: _, ...step }) => step);
}

function enter(event: HistoryEvent, before: Stay | undefined, iteration: number | undefined): Stay {
  // After an exit the next state stands beside the one before; otherwise (a Map began) within it.
  const parent = before?.exitedAt === undefined ? before : before.parent;
  return {
    name: String(event.details.name),
    type: event.type.replace('StateEntered', ''),
    depth: parent ? parent.depth + 1 : 0,
    ...(iteration !== undefined && { iteration }),
    enteredAt: event.at,
    status: 'running',
    ...json('input', event.details.input),
    attempts: [],
    parent,
  };
}

function follow(event: HistoryEvent, before: Stay | undefined): Stay | undefined {
  if (!before) return undefined;
  if (event.type.endsWith('StateExited')) return leave(event, before);
  if (OF_EXECUTION.test(event.type)) {
    // The execution's failure is that of each state that is still open.
    if (FAILURE.test(event.type)) for (let open: Stay | undefined = before; open; open = open.parent) fail(open, event);
    return before;
  }
  const attempt = before.attempts.at(-1);
  if (ATTEMPT_BEGINS.has(event.type)) before.attempts.push({ startedAt: event.at });
  else if (ATTEMPT_SUCCEEDS.has(event.type) && attempt) attempt.endedAt = event.at;
  else if (FAILURE.test(event.type)) {
    const what = failure(event);
    if (attempt) Object.assign(attempt, { endedAt: event.at, ...what });
    Object.assign(before, what);
  }
  return before;
}

/** The exit names its state: a Map's comes after the last event of some iteration. */
function leave(event: HistoryEvent, before: Stay): Stay {
  let stay: Stay = before;
  while (stay.name !== event.details.name && stay.parent) stay = stay.parent;
  stay.exitedAt = event.at;
  const caught = stay.attempts.length ? stay.attempts.at(-1)?.error !== undefined : stay.error !== undefined;
  stay.status = caught ? 'caught' : 'succeeded';
  if (!caught) {
    // A retry succeeded: the error is its attempt's, and not the state's.
    delete stay.error;
    delete stay.cause;
  }
  return Object.assign(stay, json('output', event.details.output));
}

function fail(stay: Stay, event: HistoryEvent): void {
  if (stay.exitedAt !== undefined && stay.type !== 'Fail') return;
  stay.status = 'failed';
  stay.exitedAt = event.at;
  if (stay.error === undefined) Object.assign(stay, failure(event));
}

function failure({ type, details }: HistoryEvent): Pick<Step, 'error' | 'cause'> {
  const { error, cause } = details;
  return {
    error: typeof error === 'string' && error ? error : type,
    ...(typeof cause === 'string' && cause && { cause }),
  };
}

function indexOf({ type, details }: HistoryEvent): number | undefined {
  return type === 'MapIterationStarted' && typeof details.index === 'number' ? details.index : undefined;
}

/** What is too long for a log is cut off there and no JSON any more: it is shown as the text that it is. */
function json(name: 'input' | 'output', value: unknown): Partial<Record<typeof name, Json>> {
  if (typeof value !== 'string') return {};
  const read = parsed(value);
  return { [name]: read === undefined ? value : (read as Json) };
}
