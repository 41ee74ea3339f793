import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../errors.ts';

const forbidden = (message: string): AwsError => new AwsError('AccessDeniedException', message, { status: 403 });

/**
 * Who may call: loopback names only, so that a page elsewhere cannot reach this port by rebinding its DNS name to 127.0.0.1,
 * and no other site's page, whose requests browsers mark with `Origin` or `Sec-Fetch-Site`.
 */
export class Admission {
  readonly #allowed: ReadonlySet<string>;

  /** @param hosts further names by which the runtime may be called, without a port */
  constructor(hosts: readonly string[] = []) {
    this.#allowed = new Set(['localhost', '127.0.0.1', '[::1]', ...hosts.map((host) => host.toLowerCase())]);
  }

  /** Throws a 403 that says why. */
  checkOrigin(headers: IncomingHttpHeaders): void {
    if (this.isForeign(headers))
      throw forbidden(`Requests from the page ${headers.origin ?? 'of another site'} are not accepted`);
  }

  checkHost(headers: IncomingHttpHeaders): void {
    const host = headers.host ?? '';
    if (!this.#isOurs(hostname(host)))
      throw forbidden(
        `The Host header '${host.slice(0, 255)}' is not accepted: call this runtime as 127.0.0.1 or localhost`,
      );
  }

  /** True if a browser says that another site's page makes the request. */
  isForeign({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
    if (origin !== undefined) return origin !== `http://${host}`;
    return site === 'cross-site' || site === 'same-site';
  }

  #isOurs(name: string): boolean {
    if (this.#allowed.has(name)) return true;
    const dot = name.lastIndexOf('.localhost');
    return dot > 0 && dot === name.length - '.localhost'.length;
  }
}

/** The name without its port, in lower case. */
const hostname = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');
