import type { Cancellation } from './cancellation.ts';

/** One HTTP exchange. Redirects are not followed: an upstream must not lead the gateway, or a caller's token, elsewhere. */
export interface HttpRequest {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** Largest body that is read. */
  readonly maxBytes: number;
  readonly cancellation?: Cancellation;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

export type Transport = (request: HttpRequest) => Promise<HttpResponse>;

/** No answer came. Its message stays inside the gateway. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly kind: 'timeout' | 'network' | 'too-large' | 'aborted';

  constructor(kind: TransportError['kind'], cause?: unknown) {
    super(`no answer: ${kind}`, { cause });
    this.kind = kind;
  }
}
