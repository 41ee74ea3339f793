import createClient, { type Client } from 'openapi-fetch';
import { TargetMisconfigured, TargetRefused } from '../../errors.ts';
import { type GuardOptions, guardedFetch } from './guarded-fetch.ts';

export interface RestClientOptions extends GuardOptions {
  readonly baseUrl: string;
  /** The bearer token. */
  readonly token?: string;
}

/**
 * A client of a backend's REST API, typed by its OpenAPI document: `restClient<paths>({…})`, with `paths` from
 * `functions/clients/generated/`. Backends call each other like this, never through the webapps' gateway.
 */
export function restClient<P extends object>({ baseUrl, token, ...guard }: RestClientOptions): Client<P> {
  return createClient<P>({
    baseUrl,
    fetch: guardedFetch(guard),
    headers: { accept: 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
  });
}

/** The error for a status that the caller has no use for: its request is refused, and will be for ever. */
export function refused(name: string, { status }: Response): Error {
  if (status === 404) return new TargetMisconfigured(`${name}: 404`);
  return new TargetRefused(status === 409 ? 'Conflict' : 'RequestRefused', `${name}: ${status}`);
}
