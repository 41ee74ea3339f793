import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The server refuses to answer; `status` is HTTP's. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const TOKEN_HEADER = 'x-penstock-token';

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Lets in what our own page asks, and nothing else: a page of another site that was resolved to this machine names itself in `Host`
 * (DNS rebinding); one that sends requests here names itself in `Origin` or `Sec-Fetch-Site`; and none can read the token, which
 * stands in our page alone.
 * @throws Refusal
 */
export function admit(request: IncomingMessage, token: string): void {
  const { host = '', origin } = request.headers;
  if (!LOOPBACK.test(host)) throw new Refusal(421, 'the console answers to this machine’s own names alone');
  if (origin !== undefined && origin !== `http://${host}`) throw new Refusal(403, 'not from this page');
  if (!isApi(request)) return;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') throw new Refusal(403, 'not from this page');
  if (!isToken(request.headers[TOKEN_HEADER], token))
    throw new Refusal(403, 'the token is not this server’s: reload the page');
}

export function isApi({ url = '' }: IncomingMessage): boolean {
  return url.startsWith('/api/');
}

function isToken(given: string | string[] | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
