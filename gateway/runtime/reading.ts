import type { CallDescriptor } from './descriptors.ts';
import { Failure, failureOfStatus, wrongType } from './failure.ts';
import type { RequestState } from './state.ts';
import type { HttpResponse, TransportError } from './transport.ts';

/** What an upstream's answer is worth: the value, null for a thing that is not there, or why there is none. */
export function readAnswer(state: RequestState, call: CallDescriptor, response: HttpResponse): unknown {
  const { status, text } = response;
  if (status < 200 || status >= 300) {
    if (status !== 404 || call.method !== 'GET' || call.path.length < 2) return failureOfStatus(call.source, status);
    noteAge(state, response);
    return null;
  }
  if (call.empty) return true;
  const value = text === '' ? null : parse(text);
  if (value === undefined) return new Failure('UPSTREAM_INVALID', `The ${call.source} service did not answer in JSON.`);
  noteAge(state, response);
  if (call.unwrap === undefined || value === null) return value;
  return typeof value === 'object' && Object.hasOwn(value, call.unwrap)
    ? (value as Readonly<Record<string, unknown>>)[call.unwrap]
    : wrongType(call.unwrap);
}

/** Notes for how long the answer may be kept: as long as the strictest upstream allows. */
function noteAge(state: RequestState, response: HttpResponse): void {
  const age = state.maxAge === 0 ? 0 : ageOf(response.headers['cache-control']);
  if (state.maxAge === undefined || age < state.maxAge) state.maxAge = age;
}

function ageOf(header: HttpResponse['headers'][string]): number {
  if (typeof header !== 'string' || /no-store|no-cache/.test(header)) return 0;
  return Number(/max-age=(\d+)/.exec(header)?.[1] ?? 0);
}

export function failureOfTransport(source: string, kind: TransportError['kind']): Failure {
  if (kind === 'timeout') return new Failure('UPSTREAM_TIMEOUT', `The ${source} service took too long.`);
  if (kind === 'too-large') return new Failure('UPSTREAM_INVALID', `The ${source} service answered too much.`);
  return new Failure('UPSTREAM_UNAVAILABLE', `The ${source} service is unavailable.`);
}

/** Undefined stands for a text that is no JSON; `undefined` is no JSON value. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
