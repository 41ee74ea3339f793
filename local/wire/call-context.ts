import type { ServerResponse } from 'node:http';
import type { CallContext, Cloud } from '../cloud.ts';
import type { WireRequest } from './protocol.ts';
import { accountOf, scopeOf } from './signature.ts';

/** A reason of its own: without one, each abort makes a DOMException with its stack. */
const GONE = 'the client has gone, or has its answer';

/** A call's context; its abort signal is made only for those who ask for it (long polls do). */
export class WireContext implements CallContext {
  readonly account: string;
  readonly region: string;
  readonly requestId: string;
  readonly #response: ServerResponse;
  #abort: AbortController | undefined;

  constructor(cloud: Cloud, request: WireRequest, response: ServerResponse, requestId: string) {
    const scope = scopeOf(request);
    this.account = accountOf(scope) ?? cloud.account;
    this.region = scope.region ?? cloud.region;
    this.requestId = requestId;
    this.#response = response;
  }

  get signal(): AbortSignal {
    if (!this.#abort) {
      const abort = new AbortController();
      this.#abort = abort;
      if (this.#response.destroyed) abort.abort(GONE);
      else this.#response.once('close', () => abort.abort(GONE));
    }
    return this.#abort.signal;
  }
}
