import { parseTimestamp } from '../definition/timestamp.ts';
import { afterInputPath, passInput, valueAt } from '../execution/data.ts';
import type { Outcome, Visit } from '../execution/visit.ts';
import { RuntimeFailure } from '../failure.ts';
import type { Json } from '../json.ts';

/** Waits until a time; the time is saved, so that a restart does not begin the wait anew. */
export async function wait(visit: Visit): Promise<Outcome> {
  const saved = visit.phase.until;
  const until = typeof saved === 'number' ? saved : await deadline(visit);
  if (saved === undefined) {
    visit.phase = { until };
    visit.save();
  }
  await visit.branch.cancellation.sleepUntil(visit.clock, until);
  return passInput(visit);
}

const MOST_SECONDS = 99_999_999;
const isSeconds = (value: Json): value is number => typeof value === 'number' && value >= 0 && value <= MOST_SECONDS;
const isText = (value: Json): value is string => typeof value === 'string';

async function deadline(visit: Visit): Promise<number> {
  const { state } = visit;
  const now = visit.clock.now();
  if (state.Seconds !== undefined)
    return now + 1_000 * (await visit.typed(state.Seconds, 'Seconds', 'number', isSeconds));
  if (state.SecondsPath !== undefined) return now + 1_000 * secondsAt(visit, state.SecondsPath);
  if (state.Timestamp !== undefined) {
    return timeOf(await visit.typed(state.Timestamp, 'Timestamp', 'string', isText), 'Timestamp', state.Timestamp);
  }
  const path = state.TimestampPath ?? '$';
  return timeOf(referenced(visit, 'TimestampPath', path), 'TimestampPath', path);
}

function referenced(visit: Visit, field: string, path: string): Json {
  const value = valueAt(path, field, afterInputPath(visit), visit);
  if (value === undefined)
    throw new RuntimeFailure(`The ${field} parameter does not reference an input value: ${path}`);
  return value;
}

function secondsAt(visit: Visit, path: string): number {
  const value = referenced(visit, 'SecondsPath', path);
  const seconds = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (isSeconds(seconds) && Number.isInteger(seconds)) return seconds;
  const shown = `${path} == ${typeof value === 'string' ? value : JSON.stringify(value)}`;
  if (typeof seconds === 'number' && seconds < 0)
    throw new RuntimeFailure(`The SecondsPath parameter references a negative value: ${shown}`);
  throw new RuntimeFailure(`The SecondsPath parameter cannot be parsed as a long value: ${shown}`);
}

function timeOf(value: Json, field: string, given: string): number {
  const time = parseTimestamp(value);
  if (!Number.isNaN(time)) return time;
  throw new RuntimeFailure(
    `The ${field} parameter does not reference a valid ISO-8601 extended offset date-time format string: ${given} == ${String(value)}`,
  );
}
