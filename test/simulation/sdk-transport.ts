import { Readable } from 'node:stream';
import type { Network } from './virtual-http.ts';

/** What the SDK hands to its transport, as far as it is needed here. */
export interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly port?: number;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** Carries the requests of an SDK client that stands outside of the handlers: an operator's. */
export function sdkTransport(network: Network) {
  const handle = async ({ method, path, headers, body = '', port = 80 }: SdkRequest) => {
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
    const request = { method, host: '127.0.0.1', port, url: path, headers, body: text };
    const answer = await network(request, new AbortController().signal);
    const stream = Readable.from([Buffer.from(answer.body)]);
    return { response: { statusCode: answer.status, headers: answer.headers, body: stream } };
  };
  return { handle };
}
