/** A request, from wherever it came: API Gateway, a function URL or node:http. */
export interface RestRequest {
  readonly method: string;
  /** Without the query, percent-decoded per segment when matched. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface RestResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; absent for 204 and 304. */
  readonly body?: unknown;
}

export type RestHandler = (request: RestRequest) => Promise<RestResponse>;

/** A refusal that the caller may read: RFC 9457 problem details. */
export class RestError extends Error {
  override readonly name = 'RestError';
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

export const notFound = (what: string): RestError => new RestError(404, `There is no ${what}.`);
export const badRequest = (message: string, cause?: unknown): RestError => new RestError(400, message, { cause });

export const problem = (status: number, detail: string): RestResponse => ({
  status,
  headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  body: { status, detail },
});
