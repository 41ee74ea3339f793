import type { PlanEntry } from '../runtime/plan.ts';
import { hashOf, PersistedDocuments } from './documents.ts';
import { type GatewayResponse, jsonResponse, refusal } from './exchange.ts';
import type { HandlerOptions } from './handler-options.ts';
import type { GraphQLParameters } from './parameters.ts';

/** A document without a plan. */
export interface FoundText {
  readonly text: string;
  readonly registered: boolean;
}

/** What can be asked for by hash: plans, registered documents, and those that clients registered by sending them once. */
export class Registry {
  private readonly options: Pick<HandlerOptions, 'documents' | 'trustedOnly'>;
  readonly plans: ReadonlyMap<string, PlanEntry>;
  private readonly persisted = new PersistedDocuments(1000);
  /** Documents that were sent in full and have a plan: hashing again would cost more than the plan. */
  private readonly knownTexts = new Map<string, PlanEntry>();

  constructor(options: Pick<HandlerOptions, 'plans' | 'documents' | 'trustedOnly'>) {
    this.options = options;
    this.plans = new Map(options.plans.map((p) => [p.hash, p]));
  }

  /** The plan of a request, or the text of its document, or why there is neither. */
  find({ query, hash }: GraphQLParameters): PlanEntry | FoundText | GatewayResponse {
    if (query === undefined) {
      const plan = this.plans.get(hash ?? '');
      if (plan) return plan;
      const registered = this.options.documents?.get(hash ?? '');
      if (registered !== undefined) return { text: registered, registered: true };
      const text = this.persisted.get(hash ?? '');
      if (text !== undefined) return { text, registered: false };
      // Apollo Client reads this message, and sends the document once more in full.
      return jsonResponse(
        200,
        { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
        { 'cache-control': 'no-store' },
      );
    }
    const known = this.knownTexts.get(query);
    if (known) return known;
    const actual = hashOf(query);
    if (hash !== undefined && hash !== actual)
      return refusal(400, 'The hash is not that of the document.', 'PERSISTED_QUERY_MISMATCH');
    const plan = this.plans.get(actual);
    if (plan) this.knownTexts.set(query, plan);
    if (plan) return plan;
    if (hash !== undefined && !this.options.trustedOnly) this.persisted.set(hash, query);
    return { text: query, registered: this.options.documents?.has(actual) ?? false };
  }
}
