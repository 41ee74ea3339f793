import type { Action, Cloud } from '../cloud.ts';
import { invalid, limit, requireGroup, requireStream } from './errors.ts';
import { compileFilterPattern } from './filter-pattern.ts';
import type { LogEvent, LogStore, LogStream } from './store.ts';
import type { LogWriter } from './writer.ts';

const DAY_MS = 86_400_000;
const MAX_EVENTS = 10_000;
/** A search gives up its turn after this many events and answers what it has, with a token: all else waits for it meanwhile. */
const MAX_SCANNED = 5_000;
/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const MAX_BYTES = 1_048_576;

/** PutLogEvents, GetLogEvents, FilterLogEvents. */
export function eventActions(cloud: Cloud, store: LogStore, writer: LogWriter): Record<string, Action> {
  return {
    PutLogEvents: (input) => {
      const stream = requireStream(store, input);
      const { accepted, rejected } = sift(input.logEvents, cloud.clock.now());
      if (accepted.length > 0) writer.write(stream.group_name, stream.name, accepted);
      writer.flush();
      return { nextSequenceToken: String(stream.id).padStart(56, '0'), rejectedLogEventsInfo: rejected };
    },
    GetLogEvents: (input) => getEvents(cloud, requireStream(store, input), input),
    FilterLogEvents: (input) => filterEvents(cloud, requireGroup(store, input).name, input),
  };
}

interface InputEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** Events too old (14 days) or too new (2 hours) are rejected one by one, the others are taken. */
function sift(events: unknown, now: number): { accepted: InputEvent[]; rejected?: object } {
  if (!Array.isArray(events) || events.length === 0 || events.length > MAX_EVENTS)
    throw invalid(
      "1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length between 1 and 10000",
    );
  if (!events.every(isInputEvent)) throw invalid('Each log event must have a timestamp and a message.');
  if (events.some((event, index) => index > 0 && event.timestamp < (events[index - 1]?.timestamp ?? 0)))
    throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
  const old = events.findLastIndex(({ timestamp }) => timestamp < now - 14 * DAY_MS);
  const tooNew = events.findIndex(({ timestamp }) => timestamp > now + DAY_MS / 12);
  const accepted = events.slice(old + 1, tooNew < 0 ? undefined : tooNew);
  if (accepted.length === events.length) return { accepted };
  const rejected = {
    tooOldLogEventEndIndex: old < 0 ? undefined : old + 1,
    tooNewLogEventStartIndex: tooNew < 0 ? undefined : tooNew,
  };
  return { accepted, rejected };
}

function isInputEvent(event: unknown): event is InputEvent {
  if (typeof event !== 'object' || event === null) return false;
  const { timestamp, message } = event as Partial<InputEvent>;
  return typeof timestamp === 'number' && typeof message === 'string' && message !== '';
}

interface GetInput {
  readonly startTime?: number;
  readonly endTime?: number;
  readonly limit?: number;
  readonly startFromHead?: boolean;
  readonly nextToken?: string;
}

interface Position {
  readonly timestamp: number;
  readonly id: number;
}

function getEvents(cloud: Cloud, stream: LogStream, input: GetInput): object {
  const token = readToken(input.nextToken);
  const forward = token ? token.forward : input.startFromHead === true;
  const events = page(cloud, stream, input, forward, token?.position);
  const edge = token?.position ?? { timestamp: forward ? (input.startTime ?? 0) : Number.MAX_SAFE_INTEGER, id: 0 };
  return {
    events: events.map(({ timestamp, message, ingested }) => ({ timestamp, message, ingestionTime: ingested })),
    nextForwardToken: `f/${writeToken(events.at(-1) ?? edge)}`,
    nextBackwardToken: `b/${writeToken(events[0] ?? edge)}`,
  };
}

/** Always oldest first; backwards, the newest ones before the position. */
function page(cloud: Cloud, stream: LogStream, input: GetInput, forward: boolean, from?: Position): LogEvent[] {
  const start = from ?? { timestamp: forward ? -1 : Number.MAX_SAFE_INTEGER, id: -1 };
  const sql = `SELECT * FROM logs_events WHERE stream_id = ? AND timestamp >= ? AND timestamp < ?
    AND (timestamp, id) ${forward ? '>' : '<'} (?, ?) ORDER BY timestamp ${forward ? '' : 'DESC'}, id ${forward ? '' : 'DESC'} LIMIT ?`;
  const range = [input.startTime ?? 0, input.endTime ?? Number.MAX_SAFE_INTEGER];
  const most = limit(input.limit, MAX_EVENTS, MAX_EVENTS);
  const events = cloud.store.all<LogEvent>(sql, stream.id, ...range, start.timestamp, start.id, most);
  return forward ? events : events.reverse();
}

const writeToken = ({ timestamp, id }: Position): string => `${timestamp}.${id}`;

function readToken(token: string | undefined): { forward: boolean; position: Position } | undefined {
  if (token === undefined) return undefined;
  const found = /^([fb])\/(\d+)\.(\d+)$/.exec(token);
  if (!found) throw invalid('The specified nextToken is invalid.');
  return { forward: found[1] === 'f', position: { timestamp: Number(found[2]), id: Number(found[3]) } };
}

interface FilterInput {
  readonly logStreamNames?: string[];
  readonly logStreamNamePrefix?: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly filterPattern?: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

const FILTER = `SELECT e.id, e.timestamp, e.ingested, e.message, s.name AS stream_name
  FROM logs_streams s JOIN logs_events e ON e.stream_id = s.id
  WHERE s.group_name = ? AND substr(s.name, 1, ?) = ? AND e.timestamp >= ? AND e.timestamp <= ? AND (e.timestamp, e.id) > (?, ?)
  ORDER BY e.timestamp, e.id LIMIT ?`;

function filterEvents(cloud: Cloud, group: string, input: FilterInput): object {
  const matches = compileFilterPattern(input.filterPattern);
  const most = limit(input.limit, MAX_EVENTS, MAX_EVENTS);
  const streams = input.logStreamNames && new Set(input.logStreamNames);
  const from = readToken(input.nextToken)?.position ?? { timestamp: -1, id: -1 };
  const prefix = input.logStreamNamePrefix ?? '';
  // From the token's moment on, so that a later page does not go through the earlier ones.
  const range = [Math.max(input.startTime ?? 0, from.timestamp), input.endTime ?? Number.MAX_SAFE_INTEGER];
  const scanned = cloud.store.all<LogEvent>(
    FILTER,
    group,
    prefix.length,
    prefix,
    ...range,
    from.timestamp,
    from.id,
    MAX_SCANNED,
  );
  const found: LogEvent[] = [];
  let last: LogEvent | undefined;
  let bytes = 0;
  for (const event of scanned) {
    if (found.length === most || bytes >= MAX_BYTES) break;
    last = event;
    if (streams && !streams.has(event.stream_name)) continue;
    if (!matches(event.message)) continue;
    found.push(event);
    bytes += event.message.length;
  }
  const more = last !== undefined && (last !== scanned.at(-1) || scanned.length === MAX_SCANNED);
  return {
    events: found.map(toFiltered),
    searchedLogStreams: [],
    nextToken: more && last ? `f/${writeToken(last)}` : undefined,
  };
}

const toFiltered = (event: LogEvent): object => ({
  logStreamName: event.stream_name,
  timestamp: event.timestamp,
  message: event.message,
  ingestionTime: event.ingested,
  eventId: String(event.id).padStart(56, '0'),
});
