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

/** What every workflow is given; it takes the parts it needs. */
export interface WorkflowContext {
  readonly tables: Tables;
  /** One bus per event source that is set up at Auth0 (log stream, event stream). */
  readonly auth0: { readonly buses: readonly IEventBus[] };
  readonly search: SearchContext;
  readonly marketing: MarketingContext;
}
