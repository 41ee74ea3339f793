import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** The `Cors` of a function URL's configuration. */
export interface Cors {
  readonly AllowOrigins?: string[];
  readonly AllowMethods?: string[];
  readonly AllowHeaders?: string[];
  readonly ExposeHeaders?: string[];
  readonly AllowCredentials?: boolean;
  readonly MaxAge?: number;
}

export const isPreflight = (req: IncomingMessage): boolean =>
  req.method === 'OPTIONS' && req.headers['access-control-request-method'] !== undefined;

/** The headers for the page at `Origin`; undefined if there is no such page, or it is not allowed. */
export function corsHeaders(cors: Cors, { origin }: IncomingHttpHeaders): Record<string, string> | undefined {
  const allowed = cors.AllowOrigins ?? [];
  if (origin === undefined || !(allowed.includes('*') || allowed.includes(origin))) return undefined;
  const headers: Record<string, string> = { 'Access-Control-Allow-Origin': origin, Vary: 'Origin' };
  if (cors.AllowMethods) headers['Access-Control-Allow-Methods'] = cors.AllowMethods.join(',');
  if (cors.AllowHeaders) headers['Access-Control-Allow-Headers'] = cors.AllowHeaders.join(',');
  if (cors.ExposeHeaders) headers['Access-Control-Expose-Headers'] = cors.ExposeHeaders.join(',');
  if (cors.AllowCredentials) headers['Access-Control-Allow-Credentials'] = 'true';
  if (cors.MaxAge !== undefined) headers['Access-Control-Max-Age'] = String(cors.MaxAge);
  return headers;
}
