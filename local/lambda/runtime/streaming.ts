import { Writable } from 'node:stream';
import type { Handler } from './load.ts';
import type { ChunkTarget } from './messages.ts';

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

/** True for a handler that was wrapped in `awslambda.streamifyResponse`. */
export const isStreaming = (handler: Handler): boolean =>
  (handler as { [STREAMING]?: unknown })[STREAMING] === 'response';

/** The response stream that a streaming handler writes to. */
export class ResponseStream extends Writable {
  readonly #chunk: ChunkTarget;
  contentType: string | undefined;

  constructor(chunk: ChunkTarget) {
    super();
    this.#chunk = chunk;
  }

  setContentType(contentType: string): void {
    this.contentType = contentType;
  }

  override _write(data: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    this.#chunk(typeof data === 'string' ? Buffer.from(data, encoding) : data, this.contentType);
    done();
  }
}

/** The content type that says: a JSON prelude (status, headers), eight zero bytes, then the body. */
export const HTTP_INTEGRATION = 'application/vnd.awslambda.http-integration-response';
const PRELUDE_END = Buffer.alloc(8);

/** The global `awslambda` of Lambda's Node.js runtime. */
export const awslambda = {
  streamifyResponse(handler: Handler): Handler {
    Object.defineProperty(handler, STREAMING, { value: 'response', configurable: true });
    return handler;
  },
  HttpResponseStream: {
    from(stream: ResponseStream, prelude: object): ResponseStream {
      stream.setContentType(HTTP_INTEGRATION);
      stream.write(JSON.stringify(prelude));
      stream.write(PRELUDE_END);
      return stream;
    },
  },
};
