import type { Cancellation } from '../runtime/cancellation.ts';

/** One HTTP request to the gateway, from wherever it came. */
export interface GatewayRequest {
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Aborted when the client goes away. */
  readonly cancellation?: Cancellation;
}

export interface GatewayResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | ReadableStream<Uint8Array>;
}

export const JSON_TYPE = 'application/json; charset=utf-8';
export const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

export const jsonResponse = (status: number, body: unknown, headers: Record<string, string> = {}): GatewayResponse => ({
  status,
  headers: { 'content-type': JSON_TYPE, ...headers },
  body: JSON.stringify(body),
});

/** A request that is refused before anything runs, in GraphQL's form. */
export const refusal = (
  status: number,
  message: string,
  code: string,
  headers: Record<string, string> = {},
): GatewayResponse =>
  jsonResponse(status, { errors: [{ message, extensions: { code } }] }, { 'cache-control': 'no-store', ...headers });

/** Whether the client prefers the newer media type, under which a refused request is a 400. */
export function isGraphQLType(request: GatewayRequest): boolean {
  const accept = request.headers.accept ?? '';
  const graphql = accept.indexOf('application/graphql-response+json');
  const json = accept.indexOf('application/json');
  return graphql >= 0 && (json < 0 || graphql < json);
}

/** A document that is refused: the client learns why in the form, and under the status, that it asked for. */
export const documentRefused = (request: GatewayRequest, { message, extensions }: Refused): GatewayResponse =>
  jsonResponse(
    isGraphQLType(request) ? 400 : 200,
    { errors: [{ message, extensions }] },
    { 'cache-control': 'no-store', 'content-type': isGraphQLType(request) ? GRAPHQL_TYPE : JSON_TYPE },
  );

interface Refused {
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>>;
}
