import type { Cloud } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { RuntimeFailure, StateFailure } from '../failure.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';

/** What a connection adds to a request. */
export interface Authorisation {
  readonly headers: Record<string, string>;
  readonly query: JsonObject;
  readonly body: JsonObject;
}

/** Reads the connection that the task names, and its secret. */
export async function authorise(cloud: Cloud, given: JsonObject): Promise<Authorisation> {
  const holder = isObject(given.InvocationConfig) ? given.InvocationConfig : given.Authentication;
  const arn = isObject(holder) ? holder.ConnectionArn : undefined;
  if (typeof arn !== 'string') throw new RuntimeFailure("The field 'ConnectionArn' is required by the HTTP Task");
  const name = arn.split('/')[1] ?? arn;
  try {
    const connection = await cloud.call<JsonObject>('events', 'DescribeConnection', { Name: name });
    const secret = await cloud.call<JsonObject>('secretsmanager', 'GetSecretValue', { SecretId: connection.SecretArn });
    return await fromSecret(connection, JSON.parse(String(secret.SecretString)) as JsonObject);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new StateFailure(`Events.ConnectionResource.${error.code.replace(/Exception$/, '')}`, error.message, {
      cause: error,
    });
  }
}

async function fromSecret(connection: JsonObject, secret: JsonObject): Promise<Authorisation> {
  const extra = isObject(secret.invocation_http_parameters) ? secret.invocation_http_parameters : {};
  const headers = Object.fromEntries(pairs(extra.header_parameters));
  return {
    headers: { ...headers, ...(await authHeader(String(connection.AuthorizationType), secret)) },
    query: Object.fromEntries(pairs(extra.query_string_parameters)),
    body: Object.fromEntries(pairs(extra.body_parameters)),
  };
}

async function authHeader(type: string, secret: JsonObject): Promise<Record<string, string>> {
  if (type === 'API_KEY') return { [String(secret.api_key_name).toLowerCase()]: String(secret.api_key_value) };
  if (type === 'OAUTH_CLIENT_CREDENTIALS') return { authorization: `Bearer ${await bearer(secret)}` };
  const credentials = `${String(secret.username)}:${String(secret.password)}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** The client credentials grant. The token is fetched for each call, so there is none to go stale. */
async function bearer(secret: JsonObject): Promise<string> {
  const extra = isObject(secret.oauth_http_parameters) ? secret.oauth_http_parameters : {};
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: String(secret.client_id),
    client_secret: String(secret.client_secret),
    ...Object.fromEntries(pairs(extra.body_parameters)),
  });
  const url = new URL(String(secret.authorization_endpoint));
  for (const [name, value] of pairs(extra.query_string_parameters)) url.searchParams.set(name, value);
  const bodiless = secret.http_method === 'GET';
  if (bodiless) for (const [name, value] of form) url.searchParams.set(name, value);
  const { request } = await import('undici');
  const answer = await request(url, {
    method: bodiless ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...Object.fromEntries(pairs(extra.header_parameters)),
    },
    body: bodiless ? null : form.toString(),
  }).catch(unauthorised);
  const { access_token: token } = (await answer.body.json().catch(unauthorised)) as JsonObject;
  return typeof token === 'string'
    ? token
    : unauthorised(new Error(`the authorization endpoint answered ${answer.statusCode}`));
}

function unauthorised(cause: Error): never {
  const detail = `The connection could not be authorized: ${cause.message}`;
  throw new StateFailure('Events.ConnectionResource.InvalidConnectionState', detail, { cause });
}

const pairs = (value: Json | undefined): [string, string][] =>
  Array.isArray(value) ? value.filter(isObject).map((item) => [String(item.key), String(item.value)]) : [];
