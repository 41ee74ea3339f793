import type { GatewayRequest } from './exchange.ts';
import type { Handler } from './handler-options.ts';

/** Payload 2.0, which HTTP APIs and function URLs share. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export interface HttpEvent {
  readonly rawPath: string;
  readonly rawQueryString?: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: { readonly http: { readonly method: string }; readonly requestId?: string };
}

export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The gateway as a Lambda function. */
export const createLambda =
  (handle: Handler) =>
  async (event: HttpEvent): Promise<HttpResult> => {
    const response = await handle(requestOf(event));
    if (typeof response.body !== 'string') throw new Error('a buffered function cannot stream');
    return { statusCode: response.status, headers: response.headers, body: response.body };
  };

function requestOf(event: HttpEvent): GatewayRequest {
  const body = event.body ?? '';
  const { http, requestId } = event.requestContext;
  return {
    method: http.method,
    path: event.rawPath,
    query: event.rawQueryString ?? '',
    // A request that brings no id goes by AWS's own: it stands in the function's other logs, too.
    headers: requestId === undefined ? event.headers : { 'x-request-id': requestId, ...event.headers },
    body: event.isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
  };
}
