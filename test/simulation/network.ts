import { sleep } from '../../local/clock.ts';
import type { Cloud } from '../../local/cloud.ts';
import { AwsError } from '../../local/errors.ts';
import type { Saas } from '../../local/saas/server.ts';
import { StoreAbandoned } from '../../local/store-errors.ts';
import { jsonProtocol } from '../../local/wire/json-protocol.ts';
import type { Answer, WireRequest } from '../../local/wire/protocol.ts';
import type { Trace } from './trace.ts';
import type { HttpAnswer, HttpRequest, Network } from './virtual-http.ts';

export const AWS_PORT = 4566;
export const VENDORS_PORT = 4567;

/**
 * Mailchimp can write under no condition: what it applies hours after the client gave up may undo a newer act (docs/correctness.md).
 * So this is left out there, as an assumption.
 */
const MAILCHIMP = '/3.0/';

/** Of a token: Auth0's key is made anew at each deployment of the stack, and nothing depends on it. */
const SIGNATURE = /(eyJ[\w-]+\.[\w-]+)\.[\w-]+/g;

/** The share of answers that are slow: others overtake them. */
const SLOW = 0.3;

/** How the way to the vendors is at the moment. */
export interface Weather {
  /** Longest time that a request is on its way, in milliseconds. */
  latencyMs: number;
  /** Longest time that an answer is on its way back: what it says may be old by then. */
  answerMs: number;
  /** The share of requests that arrive only when the client has long given up: a vendor may apply a write hours after its timeout. */
  lateRate: number;
  /** Longest delay of those, in milliseconds. */
  lateMs: number;
  /** The share of calls of AWS's services that are slow: they arrive while newer ones overtake them, or after their function has ended. */
  slowRate: number;
  /** Longest time that such a call is on its way, in milliseconds. */
  slowMs: number;
}

export const CALM: Weather = { latencyMs: 1, answerMs: 0, lateRate: 0, lateMs: 0, slowRate: 0, slowMs: 0 };

/**
 * Brings a handler's requests to the engines and to the vendors' stand-ins, with delays in virtual time. `onFault` hears of what
 * neither is to do: a handler would take it for a broken connection, and try again for hours. `onCall` hears of each call of an engine that succeeded.
 */
export function network(
  cloud: Cloud,
  saas: Saas,
  weather: Weather,
  trace: Trace,
  onFault: (error: unknown) => void,
  onCall: (action: string, input: object) => void,
): Network {
  return async (request, gone) => {
    try {
      if (request.port !== VENDORS_PORT) return await toAws(cloud, weather, request, onCall);
      return await toVendor(cloud, saas, weather, trace, request, gone);
    } catch (error) {
      if (!(error instanceof ConnectionCut) && !(error instanceof StoreAbandoned)) onFault(error);
      throw error;
    }
  };
}

/** What a client sees as a broken connection, on purpose. */
class ConnectionCut extends Error {
  override readonly name = 'ConnectionCut';
}

async function toVendor(
  cloud: Cloud,
  saas: Saas,
  weather: Weather,
  trace: Trace,
  request: HttpRequest,
  gone: AbortSignal,
): Promise<HttpAnswer> {
  const { clock } = cloud;
  const late = weather.lateRate > 0 && clock.random() < weather.lateRate && !request.url.startsWith(MAILCHIMP);
  // Once it is on its way it arrives, whether or not the client still listens.
  await sleep(clock, clock.random() * (late ? weather.lateMs : weather.latencyMs));
  trace.add(clock.now(), request.method, request.url, request.body);
  const { method, url, headers, body } = request;
  const answer = await saas.handle({ method, url, headers, body }, gone);
  if (weather.answerMs > 0 && clock.random() < SLOW) await sleep(clock, (0.8 + clock.random() / 5) * weather.answerMs);
  trace.add(clock.now(), answer.status, answer.abort ?? answer.body.toString().replace(SIGNATURE, '$1'));
  if (answer.abort) throw new ConnectionCut(answer.abort);
  return answer;
}

async function toAws(
  cloud: Cloud,
  { slowRate, slowMs }: Weather,
  { method, url, headers, body }: HttpRequest,
  onCall: (action: string, input: object) => void,
): Promise<HttpAnswer> {
  const request: WireRequest = { method, url, headers, body: Buffer.from(body) };
  const { clock } = cloud;
  if (slowRate > 0 && clock.random() < slowRate) await sleep(clock, clock.random() * slowMs);
  const { requestId } = cloud.context();
  return plain(await answer(cloud, request, requestId, onCall));
}

/** What the wire does with a request, without its port: protocol, action, commit, answer. */
async function answer(
  cloud: Cloud,
  request: WireRequest,
  requestId: string,
  onCall: (action: string, input: object) => void,
): Promise<Answer> {
  try {
    const call = jsonProtocol.read(request);
    const output = await cloud.call(call.service, call.action, call.input as object, { requestId });
    await cloud.store.committed();
    onCall(call.action, call.input as object);
    return call.answer(output, requestId);
  } catch (error) {
    if (error instanceof AwsError) return jsonProtocol.refuse(error, requestId, request);
    throw error;
  }
}

function plain({ status, headers: flat, body }: Answer): HttpAnswer {
  const headers: Record<string, string> = {};
  for (let index = 0; index < flat.length; index += 2)
    headers[String(flat[index]).toLowerCase()] = String(flat[index + 1]);
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) throw new Error('no handler asks for a streamed answer');
  return { status, headers, body };
}
