import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Tables } from './tables.ts';

/** A third party that a workflow writes to: what its client reads from the environment, and its secret. */
export interface SearchContext {
  readonly environment: Readonly<Record<string, string>>;
  readonly adminKey: ISecret;
}

export interface MarketingContext {
  readonly environment: Readonly<Record<string, string>>;
  readonly apiKey: ISecret;
  /** The most writes at once: Mailchimp refuses an account's eleventh connection. */
  readonly concurrency: number;
}

/** A backend that is called over REST: its URL as its client reads it from the environment, and the bearer token. */
export interface BackendContext {
  readonly environment: Readonly<Record<string, string>>;
  readonly token: ISecret;
}

/** Auth0's Management API: what its client reads from the environment, and the client secret. */
export interface ManagementContext {
  readonly environment: Readonly<Record<string, string>>;
  readonly clientSecret: ISecret;
  /** Calls a second that the tenant's plan leaves to us. */
  readonly perSecond: number;
}

/** What every workflow is given; it takes the parts it needs. */
export interface WorkflowContext {
  readonly tables: Tables;
  /** One bus per event source that is set up at Auth0, and its Management API. */
  readonly auth0: { readonly buses: readonly IEventBus[]; readonly management: ManagementContext };
  /** The company's systems tell each other of changes here. */
  readonly system: { readonly bus: IEventBus };
  readonly providersApi: BackendContext;
  readonly comms: BackendContext;
  readonly search: SearchContext;
  readonly marketing: MarketingContext;
}
