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
    return fromSecret(connection, JSON.parse(String(secret.SecretString)) as JsonObject);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new StateFailure(`Events.ConnectionResource.${error.code.replace(/Exception$/, '')}`, error.message, {
      cause: error,
    });
  }
}

function fromSecret(connection: JsonObject, secret: JsonObject): Authorisation {
  const extra = isObject(secret.invocation_http_parameters) ? secret.invocation_http_parameters : {};
  const headers = Object.fromEntries(pairs(extra.header_parameters));
  return {
    headers: { ...headers, ...authHeader(String(connection.AuthorizationType), secret) },
    query: Object.fromEntries(pairs(extra.query_string_parameters)),
    body: Object.fromEntries(pairs(extra.body_parameters)),
  };
}

function authHeader(type: string, secret: JsonObject): Record<string, string> {
  if (type === 'BASIC') {
    return {
      authorization: `Basic ${Buffer.from(`${String(secret.username)}:${String(secret.password)}`).toString('base64')}`,
    };
  }
  if (type === 'API_KEY') return { [String(secret.api_key_name).toLowerCase()]: String(secret.api_key_value) };
  throw new RuntimeFailure(`A connection of type ${type} is not supported by the local runtime`);
}

const pairs = (value: Json | undefined): [string, string][] =>
  Array.isArray(value) ? value.filter(isObject).map((item) => [String(item.key), String(item.value)]) : [];
