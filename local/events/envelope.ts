import { type Clock, uuid } from '../clock.ts';

/** An event on its way: the text that targets get, and its parsed form for matching. */
export interface BusEvent {
  readonly text: string;
  readonly parsed: unknown;
  /** Milliseconds. */
  readonly time: number;
}

export interface EnvelopeFields {
  readonly id: string;
  readonly detailType: string;
  readonly source: string;
  readonly account: string;
  readonly region: string;
  /** Milliseconds; events have a precision of seconds. */
  readonly time: number;
  readonly resources: readonly string[];
  /** JSON text of an object. */
  readonly detail: string;
}

/** White space between the tokens of a JSON text; strings are matched first, so that theirs is kept. */
const BETWEEN_TOKENS = /("[^"\\]*(?:\\.[^"\\]*)*")|\s+/g;

/** Numbers keep the digits that the sender wrote, so the text is not built again from the parsed value. */
export const compactJson = (json: string): string => json.replace(BETWEEN_TOKENS, '$1');

export const isoSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Builds the event as EventBridge delivers it. */
export function envelope(fields: EnvelopeFields, parsedDetail: unknown): BusEvent {
  const head = {
    version: '0',
    id: fields.id,
    'detail-type': fields.detailType,
    source: fields.source,
    account: fields.account,
    time: isoSeconds(fields.time),
    region: fields.region,
    resources: fields.resources,
  };
  const text = `${JSON.stringify(head).slice(0, -1)},"detail":${compactJson(fields.detail)}}`;
  return { text, parsed: { ...head, detail: parsedDetail }, time: Math.floor(fields.time / 1000) * 1000 };
}

export const newEventId = (clock: Clock): string => uuid(clock);

/** The event as a replay sends it: the same, and named after the replay. */
export function replayed(text: string, replayName: string): string {
  return `${text.slice(0, -1)},"replay-name":${JSON.stringify(replayName)}}`;
}

/** Clients send epoch seconds; some send an ISO text. NaN if it is neither. */
export const milliseconds = (time: number | string | undefined): number =>
  typeof time === 'string' && Number.isNaN(Number(time)) ? Date.parse(time) : Number(time) * 1000;
