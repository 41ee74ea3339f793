import { uuid } from '../clock.ts';
import type { CallContext, Cloud } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { authorise } from './connection-auth.ts';
import type { Connections } from './connections.ts';
import { Definitions } from './definitions.ts';
import { TargetResponseError } from './delivery-failure.ts';
import { checkEndpoint } from './endpoint.ts';
import { alreadyExists, notFound } from './errors.ts';
import { paged } from './pages.ts';
import type { Target } from './rules.ts';

interface ApiDestination {
  name: string;
  arn: string;
  description?: string;
  connectionArn: string;
  endpoint: string;
  method: string;
  rate: number;
  createdAt: number;
  modifiedAt: number;
}

interface DestinationInput {
  readonly Name?: string;
  readonly Description?: string;
  readonly ConnectionArn?: string;
  readonly InvocationEndpoint?: string;
  readonly HttpMethod?: string;
  readonly InvocationRateLimitPerSecond?: number;
  readonly NamePrefix?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

const TIMEOUT_MS = 5_000;

/** API destinations: HTTP endpoints as targets of rules. */
export class ApiDestinations {
  readonly #cloud: Cloud;
  readonly #connections: Connections;
  readonly #destinations: Definitions<ApiDestination>;

  constructor(cloud: Cloud, connections: Connections) {
    this.#cloud = cloud;
    this.#connections = connections;
    this.#destinations = new Definitions(cloud.store, 'events', 'api-destination');
  }

  create(input: DestinationInput, context: CallContext) {
    checkEndpoint('InvocationEndpoint', input.InvocationEndpoint);
    const name = String(input.Name);
    if (this.#destinations.get(name)) throw alreadyExists(`An api-destination '${name}' already exists.`);
    this.#checkConnection(String(input.ConnectionArn));
    const now = Math.floor(this.#cloud.clock.now() / 1000);
    const arn = this.#cloud.arn('events', `api-destination/${name}/${uuid(this.#cloud.clock)}`, context);
    return outcome(
      this.#save({
        name,
        arn,
        createdAt: now,
        ...settings(input, now),
        rate: input.InvocationRateLimitPerSecond ?? 300,
      }),
    );
  }

  update(input: DestinationInput) {
    checkEndpoint('InvocationEndpoint', input.InvocationEndpoint);
    const destination = this.#get(input.Name);
    const now = Math.floor(this.#cloud.clock.now() / 1000);
    this.#checkConnection(input.ConnectionArn ?? destination.connectionArn);
    const given = Object.fromEntries(Object.entries(settings(input, now)).filter(([, value]) => value !== 'undefined'));
    const rate = input.InvocationRateLimitPerSecond ?? destination.rate;
    return outcome(this.#save({ ...destination, ...given, rate }));
  }

  delete(input: DestinationInput) {
    this.#destinations.delete(this.#get(input.Name).name);
    return {};
  }

  describe(input: DestinationInput) {
    const destination = this.#get(input.Name);
    return {
      ...summary(destination),
      ...(destination.description !== undefined && { Description: destination.description }),
    };
  }

  list(input: DestinationInput & { ConnectionArn?: string }) {
    const found = this.#destinations
      .all()
      .filter(({ name }) => name.startsWith(input.NamePrefix ?? ''))
      .filter(({ connectionArn }) => !input.ConnectionArn || connectionArn === input.ConnectionArn);
    return paged('ApiDestinations', found.map(summary), input);
  }

  /** Sends the input as the body; 429 and 5xx, no answer, or a late one are worth another try, other 4xx are not. */
  async invoke(target: Target, input: string): Promise<void> {
    const destination = this.#destinations.get(target.Arn.split(':api-destination/')[1]?.split('/')[0] ?? '');
    if (!destination) throw new AwsError('ResourceNotFoundException', `${target.Arn} does not exist.`);
    const connection = this.#connections.byArn(destination.connectionArn);
    if (!connection) throw new AwsError('ResourceNotFoundException', `${destination.connectionArn} does not exist.`);
    const request = await authorise(connection, requestTo(destination, target, input));
    const answer = await fetchWithin(request.url, request.init);
    if (answer.ok) return;
    const retriable = answer.status === 429 || answer.status === 409 || answer.status >= 500;
    throw new TargetResponseError({
      code: answer.status === 429 ? 'THROTTLING' : 'SDK_CLIENT_ERROR',
      message: `Unable to invoke ApiDestination endpoint: The target returned HTTP status ${answer.status}.`,
      retriable,
    });
  }

  #checkConnection(arn: string): void {
    if (!this.#connections.byArn(arn)) throw notFound(`Connection '${arn}' does not exist.`);
  }

  #save(destination: ApiDestination): ApiDestination {
    this.#destinations.put(destination.name, destination);
    return destination;
  }

  #get(name: string | undefined): ApiDestination {
    const destination = this.#destinations.get(String(name));
    if (!destination) throw notFound(`An api-destination '${name}' does not exist.`);
    return destination;
  }
}

const settings = (input: DestinationInput, now: number) => ({
  ...(input.Description !== undefined && { description: input.Description }),
  connectionArn: String(input.ConnectionArn),
  endpoint: String(input.InvocationEndpoint),
  method: String(input.HttpMethod),
  modifiedAt: now,
});

function requestTo(destination: ApiDestination, target: Target, input: string): { url: URL; init: RequestInit } {
  const { PathParameterValues = [], HeaderParameters = {}, QueryStringParameters = {} } = target.HttpParameters ?? {};
  const values = [...PathParameterValues];
  const url = new URL(destination.endpoint.replace(/\*/g, () => encodeURIComponent(values.shift() ?? '*')));
  for (const [name, value] of Object.entries(QueryStringParameters)) url.searchParams.set(name, value);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Amazon/EventBridge/ApiDestinations',
    ...HeaderParameters,
  };
  const bodiless = destination.method === 'GET' || destination.method === 'HEAD';
  return { url, init: { method: destination.method, headers, ...(!bodiless && { body: input }) } };
}

/** The network's own clock counts here: an endpoint outside the runtime knows no other. */
async function fetchWithin(url: URL, init: RequestInit): Promise<Response> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    await answer.arrayBuffer();
    return answer;
  } catch (error) {
    const timeout = error instanceof Error && error.name === 'TimeoutError';
    const code = timeout ? 'TIMEOUT' : 'CONNECTION_FAILURE';
    throw new TargetResponseError(
      { code, message: `Unable to invoke ApiDestination endpoint: ${code}`, retriable: true },
      error,
    );
  }
}

const outcome = (destination: ApiDestination) => ({
  ApiDestinationArn: destination.arn,
  ApiDestinationState: 'ACTIVE',
  CreationTime: destination.createdAt,
  LastModifiedTime: destination.modifiedAt,
});

const summary = (destination: ApiDestination) => ({
  ...outcome(destination),
  Name: destination.name,
  ConnectionArn: destination.connectionArn,
  InvocationEndpoint: destination.endpoint,
  HttpMethod: destination.method,
  InvocationRateLimitPerSecond: destination.rate,
});
