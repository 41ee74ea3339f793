import type { SaasRequest, SaasResponse } from './http.ts';

/**
 * A `fetch` that reaches the stand-ins without a socket, for clients that take one (Auth0's does) under virtual time. Host and
 * scheme are ignored; a cut or silent connection rejects as the real `fetch` does; `signal` ends the wait.
 */
export function saasFetch(handle: (request: SaasRequest, gone?: AbortSignal) => Promise<SaasResponse>): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    const answer = await handle(
      {
        method: request.method,
        url: `${pathname}${search}`,
        headers: Object.fromEntries(request.headers),
        body: await request.text(),
      },
      request.signal,
    );
    request.signal.throwIfAborted();
    if (answer.abort) throw new TypeError('fetch failed', { cause: new Error(answer.abort) });
    return new Response(answer.body === '' ? null : answer.body, { status: answer.status, headers: answer.headers });
  };
}
