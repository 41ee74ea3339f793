import { finished } from 'node:stream/promises';
import { RuntimeError, toFunctionError } from './errors.ts';
import type { Handler } from './load.ts';
import type { ChunkTarget, FunctionError, Invocation, SandboxData } from './messages.ts';
import { isStreaming, ResponseStream } from './streaming.ts';

/** Longest response in bytes: 6 MiB and what Lambda adds. */
const MAX_RESPONSE_BYTES = 6_291_556;

export interface RunOutcome {
  readonly payload: string;
  readonly contentType?: string;
}

/** The `context` argument of a handler. */
export function lambdaContext(
  data: Omit<SandboxData, 'taskRoot'>,
  invocation: Invocation,
  now: () => number,
): Record<string, unknown> {
  const deadline = now() + invocation.timeLeftMs;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: data.functionName,
    functionVersion: data.functionVersion,
    invokedFunctionArn: invocation.arn,
    memoryLimitInMB: data.memoryLimitInMB,
    awsRequestId: invocation.requestId,
    logGroupName: data.logGroupName,
    logStreamName: data.logStreamName,
    clientContext: invocation.clientContext ? decodeClientContext(invocation.clientContext) : undefined,
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, deadline - now()),
  };
}

const decodeClientContext = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64').toString());

/** Runs the handler once; `chunk` gets the bytes of a streaming caller as they come. */
export async function runHandler(
  handler: Handler,
  invocation: Invocation,
  context: Record<string, unknown>,
  options: { callbacks: boolean; chunk: ChunkTarget },
): Promise<RunOutcome> {
  const event = invocation.payload === '' ? {} : JSON.parse(invocation.payload);
  if (isStreaming(handler))
    return runStreaming(handler, event, context, invocation.streaming ? options.chunk : undefined);
  const payload = toPayload(await runBuffered(handler, event, context, options.callbacks));
  if (!invocation.streaming) return { payload };
  options.chunk(Buffer.from(payload), 'application/json');
  return { payload: '', contentType: 'application/json' };
}

function runBuffered(handler: Handler, event: unknown, context: object, callbacks: boolean): unknown {
  if (handler.length < 3) return handler(event, context);
  if (!callbacks)
    throw new RuntimeError(
      'Runtime.CallbackHandlerDeprecated',
      'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later.',
    );
  return new Promise((resolve, reject) => {
    const callback = (error: unknown, result: unknown) => (error ? reject(error) : resolve(result));
    const returned = handler(event, context, callback);
    if (returned instanceof Promise) returned.then(resolve, reject);
  });
}

async function runStreaming(
  handler: Handler,
  event: unknown,
  context: object,
  chunk: ChunkTarget | undefined,
): Promise<RunOutcome> {
  const kept: Buffer[] = [];
  const stream = new ResponseStream(chunk ?? ((data) => kept.push(data)));
  const ended = finished(stream);
  await Promise.all([ended, handler(event, stream, context)]);
  return { payload: Buffer.concat(kept).toString(), contentType: stream.contentType ?? 'application/octet-stream' };
}

function toPayload(result: unknown): string {
  let payload: string | undefined;
  try {
    payload = JSON.stringify(result === undefined ? null : result);
  } catch (cause) {
    throw new RuntimeError('Runtime.MarshalError', `Unable to stringify response body as json: ${String(cause)}`, {
      cause,
    });
  }
  if (payload === undefined) return 'null';
  if (isTooLarge(payload)) throw tooLarge();
  return payload;
}

/** The error as JSON; one that is larger than a response may be is told as what it is. */
export function errorPayload(error: FunctionError): string {
  const payload = JSON.stringify(error);
  return isTooLarge(payload) ? JSON.stringify(toFunctionError(tooLarge())) : payload;
}

const isTooLarge = (payload: string): boolean =>
  payload.length > MAX_RESPONSE_BYTES / 3 && Buffer.byteLength(payload) > MAX_RESPONSE_BYTES;

const tooLarge = () =>
  new RuntimeError(
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
  );
