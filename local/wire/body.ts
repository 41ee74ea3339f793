import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Clock } from '../clock.ts';
import { AwsError } from '../errors.ts';

/** Nothing that AWS's APIs take is nested nearly as deep; the engines' recursion is safe below it. */
const DEEPEST = 1_000;

/** A body longer than the limit is refused with HTTP 413; the rest of it is not read. */
export class BodyTooLarge extends AwsError {
  constructor(limit: number) {
    super('RequestEntityTooLarge', `The request is longer than ${limit} bytes`, { status: 413 });
  }
}

/** Reads the whole body. Rejects with `BodyTooLarge`, or with the socket's error if the client goes away. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > limit) return reject(new BodyTooLarge(limit));
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) return void chunks.push(chunk);
      request.off('data', take).pause();
      reject(new BodyTooLarge(limit));
    };
    request.on('data', take);
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length)));
    request.on('error', reject);
    request.on('close', () => {
      if (!request.readableEnded) reject(new Error('the client went away')); // made only then: an error costs more than the rest of this
    });
  });
}

/** So much of a refused body is still taken from the client, and for so long. */
const LINGER = { bytes: 64 * 1024 * 1024, ms: 5_000 };

/**
 * Takes and drops the rest of a body that was refused: a client that still writes when the connection closes hears of that alone, and
 * not of the refusal. Resolves at the body's end, or when it goes on for too long.
 */
export function drain(request: IncomingMessage, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.setTimer(LINGER.ms, () => done());
    const done = () => {
      timer.cancel();
      resolve();
    };
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > LINGER.bytes) done();
    });
    request.on('close', done).on('end', done).resume();
  });
}

/** Undoes the compression that SDKs apply to large bodies (CloudWatch's PutMetricData). */
export function decompress(body: Buffer, encoding: string | undefined, limit: number): Buffer {
  if (encoding === undefined || encoding === 'identity' || body.length === 0) return body;
  if (encoding !== 'gzip') throw serialization(`The content encoding ${encoding.slice(0, 50)} is not supported`);
  try {
    return gunzipSync(body, { maxOutputLength: limit });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new BodyTooLarge(limit);
    throw new AwsError('SerializationException', 'The request body is not valid gzip', { cause });
  }
}

const serialization = (message: string): AwsError => new AwsError('SerializationException', message);

/** Parses a JSON object from the body; what no engine should see is refused as `SerializationException`. */
export function parseJsonObject(body: Buffer): Record<string, unknown> {
  if (!isUtf8(body)) throw serialization('The request body is not valid UTF-8');
  if (body.length > DEEPEST && depth(body) > DEEPEST) throw serialization('The request body is nested too deeply');
  const parsed = parse(body.toString());
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw serialization('Start of structure or map found where not expected.');
  return parsed as Record<string, unknown>;
}

function parse(text: string): unknown {
  try {
    return mayHoldProto(text) ? JSON.parse(text, refuseProto) : JSON.parse(text);
  } catch (cause) {
    if (cause instanceof AwsError) throw cause;
    throw new AwsError('SerializationException', 'The request body is not valid JSON', { cause });
  }
}

/** As it is, or with an underscore (U+005F) escaped: found in less time than by an expression. */
const mayHoldProto = (text: string): boolean => text.includes('__proto__') || text.includes('\\u005');

function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw serialization("The key '__proto__' is not accepted");
  return value;
}

const [QUOTE, BACKSLASH, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [34, 92, 91, 93, 123, 125];

/** The deepest nesting in a JSON text, brackets inside strings not counted. */
function depth(body: Buffer): number {
  let [level, deepest, inString] = [0, 0, false];
  for (let index = 0; index < body.length; index++) {
    const byte = body[index];
    if (inString) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) deepest = Math.max(deepest, ++level);
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) level -= 1;
  }
  return deepest;
}
