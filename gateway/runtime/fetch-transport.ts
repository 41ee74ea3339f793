import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { type HttpResponse, type Transport, TransportError } from './transport.ts';

/** The plain way, for a runtime whose `fetch` has no dispatcher to share: four times the cost, the same promises. */
export const fetchTransport: Transport = async (request) => {
  const timeout = AbortSignal.timeout(Math.max(0, Math.ceil(request.timeoutMs)));
  const signal = request.cancellation ? AbortSignal.any([timeout, request.cancellation.signal()]) : timeout;
  try {
    const { method, headers, body } = request;
    const response = await fetch(request.origin + request.path, {
      method,
      headers,
      redirect: 'manual',
      signal,
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, headers: headersOf(response), text: await textOf(response, request.maxBytes) };
  } catch (cause) {
    if (cause instanceof TransportError) throw cause;
    throw new TransportError(
      timeout.aborted ? 'timeout' : request.cancellation?.aborted ? 'aborted' : 'network',
      cause,
    );
  }
};

const headersOf = (response: Response): HttpResponse['headers'] => Object.fromEntries(response.headers);

async function textOf(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (!response.body) return '';
  for await (const chunk of Readable.fromWeb(response.body as ReadableStream)) {
    size += chunk.length;
    if (size > maxBytes) throw new TransportError('too-large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
