import type { Clock } from './clock.ts';
import { uuid } from './clock.ts';
import { AwsError, NotSupportedError } from './errors.ts';
import { Signals } from './signals.ts';
import type { Store } from './store.ts';

/** The services, by the name in their endpoint and ARNs. */
export type ServiceName =
  | 'cloudformation'
  | 'cloudwatch'
  | 'dynamodb'
  | 'dynamodbstreams'
  | 'events'
  | 'iam'
  | 'lambda'
  | 'logs'
  | 'pipes'
  | 's3'
  | 'scheduler'
  | 'secretsmanager'
  | 'sns'
  | 'sqs'
  | 'ssm'
  | 'states'
  | 'sts';

/** Who calls, and where: ARNs are made from it. */
export interface CallContext {
  readonly account: string;
  readonly region: string;
  readonly requestId: string;
  /** Fires when the caller has gone away (a long poll whose client hung up), or the runtime stops. */
  readonly signal?: AbortSignal;
}

/**
 * One API action. Input and output have the shape of the AWS JSON protocol: names as in the API reference, timestamps as
 * epoch seconds, blobs as base64 text. A refusal is thrown as an `AwsError`.
 */
// biome-ignore lint/suspicious/noExplicitAny: each action narrows its own input, after validating it
export type Action = (input: any, context: CallContext) => unknown;

/** One AWS service. The wire, the template and the other engines all reach it through `actions`. */
export interface Service {
  readonly name: ServiceName;
  readonly actions: Readonly<Record<string, Action>>;
  /** Resumes what was in flight when the process ended. Called once, when all services are there. */
  start?(): void | Promise<void>;
  /** Ends timers, workers and polls. What is in flight stays in the store and resumes at the next start. */
  stop?(): void | Promise<void>;
}

export interface CloudOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly account?: string;
  readonly region?: string;
  /** False: logs and metrics are dropped where they arise. A simulation of months, whose oracle looks at data alone, does without them. */
  readonly observed?: boolean;
}

/** What every engine is given: time, the store, the signals, and the other services. */
export class Cloud {
  readonly clock: Clock;
  readonly store: Store;
  readonly signals = new Signals();
  readonly account: string;
  readonly region: string;
  readonly observed: boolean;
  /** Where the wire listens, such as `http://127.0.0.1:4566`; Lambda functions get it as `AWS_ENDPOINT_URL`. */
  endpoint = '';
  readonly #services = new Map<ServiceName, Service>();

  constructor(options: CloudOptions) {
    this.clock = options.clock;
    this.store = options.store;
    this.account = options.account ?? '000000000000';
    this.region = options.region ?? 'us-east-1';
    this.observed = options.observed ?? true;
  }

  add(...services: Service[]): this {
    for (const service of services) this.#services.set(service.name, service);
    return this;
  }

  service(name: ServiceName): Service | undefined {
    return this.#services.get(name);
  }

  services(): Service[] {
    return [...this.#services.values()];
  }

  /** Calls an action as another engine or the template does: no HTTP, the same validation, the same errors. */
  async call<T = Record<string, unknown>>(
    name: ServiceName,
    action: string,
    input: object,
    context?: Partial<CallContext>,
  ): Promise<T> {
    const service = this.#services.get(name);
    if (!service) throw new NotSupportedError(`the service ${name}`);
    const run = Object.hasOwn(service.actions, action) ? service.actions[action] : undefined;
    if (!run) throw new NotSupportedError(`${name}:${action}`);
    return (await run(input, this.context(context))) as T;
  }

  /** A context for calls that come from no client. */
  context(given: Partial<CallContext> = {}): CallContext {
    return { account: this.account, region: this.region, requestId: uuid(this.clock), ...given };
  }

  arn(service: string, resource: string, context?: Pick<CallContext, 'account' | 'region'>): string {
    return `arn:aws:${service}:${context?.region ?? this.region}:${context?.account ?? this.account}:${resource}`;
  }

  async start(): Promise<void> {
    for (const service of this.#services.values()) await service.start?.();
  }

  async stop(): Promise<void> {
    for (const service of [...this.#services.values()].reverse()) await service.stop?.();
  }
}

/** True for AWS's own refusals, false for a fault of this runtime. */
export const isAwsError = (error: unknown): error is AwsError => error instanceof AwsError;
