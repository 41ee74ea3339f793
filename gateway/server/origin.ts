import { type GatewayRequest, type GatewayResponse, refusal } from './exchange.ts';

export interface OriginOptions {
  /** Origins whose pages may read answers, exact, such as `https://www.example.com`. */
  readonly allowedOrigins: readonly string[];
}

const ALLOWED_HEADERS =
  'authorization, content-type, accept, apollo-require-preflight, x-apollo-operation-name, apollographql-client-name, apollographql-client-version, x-request-id, traceparent';

/** CORS headers for an origin that may read answers; none for any other. */
export function corsHeaders(request: GatewayRequest, options: OriginOptions): Record<string, string> {
  const { origin } = request.headers;
  if (origin === undefined) return {};
  const vary = { vary: 'origin' };
  if (!options.allowedOrigins.includes(origin)) return vary;
  return { ...vary, 'access-control-allow-origin': origin, 'access-control-expose-headers': 'etag, x-request-id' };
}

export function preflight(request: GatewayRequest, options: OriginOptions): GatewayResponse {
  const headers = corsHeaders(request, options);
  const allowed = 'access-control-allow-origin' in headers;
  return {
    status: 204,
    headers: allowed
      ? {
          ...headers,
          'access-control-allow-methods': 'GET, POST',
          'access-control-allow-headers': ALLOWED_HEADERS,
          'access-control-max-age': '7200',
        }
      : headers,
    body: '',
  };
}

/**
 * Refuses what a foreign page can make a browser send without asking first (a "simple" request). Browsers say where a request comes
 * from (`Sec-Fetch-Site`, `Origin`); programs say nothing and are let through: they carry nobody's ambient rights. Mutations
 * need a JSON body, which is never simple.
 */
export function refuseForeign(request: GatewayRequest, options: OriginOptions): GatewayResponse | undefined {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined && (options.allowedOrigins.includes(origin) || sameOrigin(origin, request.headers.host)))
    return undefined;
  if (hasPreflightHeader(request) && origin === undefined) return undefined;
  const foreign = origin !== undefined ? true : site === 'cross-site' || site === 'same-site';
  return foreign ? refusal(403, 'This origin may not use the gateway.', 'CSRF_PREVENTED') : undefined;
}

/** Headers that make a browser ask before it sends. */
const hasPreflightHeader = (request: GatewayRequest): boolean =>
  ['apollo-require-preflight', 'x-apollo-operation-name'].some((name) => (request.headers[name] ?? '') !== '');

function sameOrigin(origin: string, host: string | undefined): boolean {
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}
