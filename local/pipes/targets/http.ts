import type { Cloud } from '../../cloud.ts';
import { type HttpParameters, MAX_PAYLOAD_BYTES, resourceOf } from '../model.ts';
import { DeliveryError } from '../outcome.ts';
import { dynamic } from '../path.ts';
import type { Target } from './target.ts';

/** An API destination must answer within this time. */
const REQUEST_TIMEOUT_MS = 5_000;

interface Destination {
  readonly InvocationEndpoint: string;
  readonly HttpMethod: string;
  readonly ConnectionArn: string;
}

interface Connection {
  readonly AuthorizationType?: 'API_KEY' | 'BASIC' | 'OAUTH_CLIENT_CREDENTIALS';
  readonly SecretArn?: string;
}

const nameIn = (arn: string): string => resourceOf(arn).split('/')[1] ?? '';

/** The headers by which a connection authorises a call; its secret has the keys that EventBridge gives it. */
async function authorization(cloud: Cloud, connectionArn: string): Promise<Record<string, string>> {
  const connection = await cloud.call<Connection>('events', 'DescribeConnection', { Name: nameIn(connectionArn) });
  if (!connection.SecretArn) return {};
  const found = await cloud.call<{ SecretString: string }>('secretsmanager', 'GetSecretValue', {
    SecretId: connection.SecretArn,
  });
  const secret = JSON.parse(found.SecretString) as Record<string, string>;
  if (connection.AuthorizationType === 'API_KEY')
    return secret.api_key_name ? { [secret.api_key_name]: secret.api_key_value ?? '' } : {};
  if (connection.AuthorizationType === 'BASIC')
    return { authorization: `Basic ${Buffer.from(`${secret.username}:${secret.password}`).toString('base64')}` };
  throw new DeliveryError('OAuth connections are not supported by the local runtime', {
    stage: 'target',
    fault: 'configuration',
  });
}

/** The endpoint with its `*` filled by the path parameters, and the query parameters added. */
export function requestUrl(endpoint: string, parameters: HttpParameters | undefined, event: unknown): URL {
  let used = 0;
  const filled = endpoint.replace(/\*/g, (star) => {
    const value = parameters?.PathParameterValues?.[used++];
    return value === undefined ? star : encodeURIComponent(dynamic(value, event) ?? '');
  });
  const url = new URL(filled);
  for (const [name, value] of Object.entries(parameters?.QueryStringParameters ?? {}))
    url.searchParams.append(name, dynamic(value, event) ?? '');
  return url;
}

/** Calls an API destination; a status other than 2xx, or no answer in time, is the caller's failure. */
export async function callDestination(
  cloud: Cloud,
  destinationArn: string,
  parameters: HttpParameters | undefined,
  payload: { readonly event: unknown; readonly text: string },
  stage: 'enrichment' | 'target',
): Promise<string> {
  const destination = await cloud.call<Destination>('events', 'DescribeApiDestination', {
    Name: nameIn(destinationArn),
  });
  const url = requestUrl(destination.InvocationEndpoint, parameters, payload.event);
  const headers = { 'content-type': 'application/json', ...(await authorization(cloud, destination.ConnectionArn)) };
  for (const [name, value] of Object.entries(parameters?.HeaderParameters ?? {}))
    Object.assign(headers, { [name]: dynamic(value, payload.event) ?? '' });
  const method = destination.HttpMethod;
  const body = method === 'GET' || method === 'HEAD' ? undefined : payload.text;
  return request(cloud, url, { method, headers, ...(body !== undefined && { body }) }, stage);
}

async function request(cloud: Cloud, url: URL, init: RequestInit, stage: 'enrichment' | 'target'): Promise<string> {
  const abort = new AbortController();
  const timer = cloud.clock.setTimer(REQUEST_TIMEOUT_MS, () => abort.abort());
  try {
    const response = await fetch(url, { ...init, signal: abort.signal, redirect: 'manual' });
    const text = await response.text();
    if (text.length > MAX_PAYLOAD_BYTES) throw new DeliveryError('The response is larger than 6 MB', { stage });
    if (response.ok) return text;
    const fault = response.status === 429 || response.status >= 500 ? 'internal' : 'customer';
    throw new DeliveryError(`${url.host} answered ${response.status}`, { stage, fault, status: response.status });
  } catch (error) {
    if (error instanceof DeliveryError) throw error;
    const message = abort.signal.aborted ? `${url.host} did not answer in time` : `${url.host} could not be reached`;
    throw new DeliveryError(message, { stage, fault: 'customer', status: 503, cause: error });
  } finally {
    timer.cancel();
  }
}

/** An API destination: one call for each record. */
export const httpTarget: Target = async ({ cloud, pipe, payloads }) => {
  for (const payload of payloads)
    await callDestination(cloud, pipe.Target, pipe.TargetParameters?.HttpParameters, payload, 'target');
  return {};
};
