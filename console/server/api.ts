import type { IncomingMessage } from 'node:http';
import { Refusal } from './admission.ts';

export interface ApiRequest {
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** Aborts when the page has gone. */
  readonly signal: AbortSignal;
}

/** Told piece by piece: `events` as server-sent events, `lines` as JSON lines. */
export interface Stream {
  readonly kind: 'events' | 'lines';
  readonly parts: AsyncIterable<unknown>;
}

export function isStream(value: unknown): value is Stream {
  return typeof value === 'object' && value !== null && 'parts' in value && 'kind' in value;
}

export type Route = (request: ApiRequest) => Promise<unknown>;

/** By method and path: `GET executions`. */
export type Routes = Readonly<Record<string, Route>>;

/** Ids of 10,000 dead letters fit. */
const LARGEST_BODY = 4 * 1024 * 1024;

/** @throws Refusal if it is no JSON, or too much of it */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  if (request.method === 'GET') return undefined;
  if (!request.headers['content-type']?.startsWith('application/json')) throw new Refusal(415, 'JSON is expected');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Refusal(413, 'the request is too large');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refusal(400, 'the request is no JSON');
  }
}

/** A query parameter that must be there. */
export function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (!value) throw new Refusal(400, `${name} is missing`);
  return value;
}

/** A whole number within bounds, or the default. */
export function number(query: URLSearchParams, name: string, fallback: number, most = Number.MAX_SAFE_INTEGER): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Refusal(400, `${name} must be a number from 0`);
  return Math.min(value, most);
}
