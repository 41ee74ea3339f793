import type { HttpParameters } from './connection-parameters.ts';
import type { Connection } from './connections.ts';
import { TargetResponseError } from './delivery-failure.ts';

export interface HttpRequest {
  readonly url: URL;
  readonly init: RequestInit;
}

/** Adds the connection's credentials and its own headers, query and body parameters to a request. */
export async function authorise(connection: Connection, request: HttpRequest): Promise<HttpRequest> {
  const headers = new Headers(request.init.headers);
  const { BasicAuthParameters: basic, ApiKeyAuthParameters: key, OAuthParameters: oauth } = connection.auth;
  if (basic) {
    const credentials = Buffer.from(`${basic.Username}:${basic.Password ?? ''}`).toString('base64');
    headers.set('authorization', `Basic ${credentials}`);
  }
  if (key) headers.set(key.ApiKeyName, key.ApiKeyValue ?? '');
  if (oauth) headers.set('authorization', await bearer(oauth));
  const url = new URL(request.url);
  const body = withParameters(connection.auth.InvocationHttpParameters ?? {}, url, headers, request.init.body);
  return { url, init: { ...request.init, headers, ...(body !== undefined && { body }) } };
}

function withParameters(
  parameters: HttpParameters,
  url: URL,
  headers: Headers,
  body: RequestInit['body'],
): string | undefined {
  for (const { Key, Value } of parameters.HeaderParameters ?? []) headers.set(Key, Value);
  for (const { Key, Value } of parameters.QueryStringParameters ?? []) url.searchParams.set(Key, Value);
  if (typeof body !== 'string') return undefined;
  if (!parameters.BodyParameters?.length) return body;
  const fields = Object.fromEntries(parameters.BodyParameters.map(({ Key, Value }) => [Key, Value]));
  const parsed: unknown = JSON.parse(body);
  return typeof parsed === 'object' && parsed !== null ? JSON.stringify({ ...parsed, ...fields }) : body;
}

type OAuth = NonNullable<Connection['auth']['OAuthParameters']>;

/** The client credentials grant; the token is fetched for each call, so there is none to go stale. */
async function bearer(oauth: OAuth): Promise<string> {
  const url = new URL(oauth.AuthorizationEndpoint);
  const headers = new Headers({ 'content-type': 'application/x-www-form-urlencoded' });
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: oauth.ClientParameters.ClientID,
    client_secret: oauth.ClientParameters.ClientSecret ?? '',
  });
  for (const { Key, Value } of oauth.OAuthHttpParameters?.BodyParameters ?? []) form.set(Key, Value);
  for (const { Key, Value } of oauth.OAuthHttpParameters?.HeaderParameters ?? []) headers.set(Key, Value);
  for (const { Key, Value } of oauth.OAuthHttpParameters?.QueryStringParameters ?? []) url.searchParams.set(Key, Value);
  const bodiless = oauth.HttpMethod === 'GET';
  if (bodiless) for (const [name, value] of form) url.searchParams.set(name, value);
  try {
    const answer = await fetch(url, { method: oauth.HttpMethod, headers, ...(!bodiless && { body: form.toString() }) });
    const { access_token } = (await answer.json()) as { access_token?: string };
    if (access_token) return `Bearer ${access_token}`;
    throw new Error(`the authorization endpoint answered ${answer.status} without a token`);
  } catch (error) {
    const message = `Unable to authorize the connection: ${error instanceof Error ? error.message : error}`;
    throw new TargetResponseError({ code: 'CONNECTION_FAILURE', message, retriable: true }, error);
  }
}
