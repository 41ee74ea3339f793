import type * as z from 'zod';
import type { EventKind } from '../functions/events/event.ts';

/**
 * What a team writes to put a REST API into the gateway: its OpenAPI document stands beside it, the rest is about ten
 * lines. Everything else (the stitched schema, the compiled plans, the checks) is derived from this.
 */
export interface SourceDeclaration {
  /** Short and unique; it names the source in plans, logs and errors. */
  readonly name: string;
  /** The environment variable that holds the base URL, and the URL used where it is not set (local runs). */
  readonly url: { readonly env: string; readonly local?: string };
  /** Path of the OpenAPI 3.0 or 3.1 document, JSON or YAML. */
  readonly document: string;
  /** Whole time that one upstream call may take, retries included, in milliseconds. Default 2,000. */
  readonly timeoutMs?: number;
  /** Names of the request headers that go on to this source (lower case). `authorization` is not forwarded unless named. */
  readonly forward?: readonly string[];
  /** Which operations are exposed, by operationId. */
  readonly operations?: Readonly<Record<string, OperationDeclaration>>;
  /** Exposes every operation of the document (GET as queries, the rest as mutations), under their operationIds. */
  readonly exposeAll?: boolean;
  /** Put before each type name that the document brings, where two documents use one name for different things. */
  readonly prefix?: string;
  /** Entities: their key, batch operation and links. */
  readonly types?: Readonly<Record<string, TypeDeclaration>>;
  /** Query parameters that every call to this source carries; values come from the environment (an API key). */
  readonly parameters?: Readonly<Record<string, { readonly env: string; readonly local?: string }>>;
  /** Headers that every call carries, such as `accept-version`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Attempts after the first for idempotent calls. Default 1. */
  readonly retries?: number;
  /** What subscriptions watch, by topic: the events of the system's bus that tell of a change. */
  readonly topics?: Readonly<Record<string, TopicDeclaration>>;
}

export interface TopicDeclaration {
  readonly event: EventKind<z.ZodType>;
  /** The property of the event's detail that holds the key of what changed. */
  readonly key: string;
}

export interface OperationDeclaration {
  /** GraphQL field on Query or Mutation. Default: the operationId. */
  readonly as?: string;
  /** A POST that only searches is declared `query`. Default: `query` for GET, else `mutation`. */
  readonly kind?: 'query' | 'mutation';
  /** The property of the answer that holds the value (Ghost answers `{posts: [...]}`). */
  readonly unwrap?: string;
  /**
   * Adds a field to Subscription that asks this operation again whenever an event of the topic names its key: the event
   * only says "look again", so its order does not matter, and everyone sees what their own token shows them.
   */
  readonly watch?: { readonly as: string; readonly topic: string; readonly argument: string };
  /** Scopes that the caller's token must carry for this field. */
  readonly scopes?: readonly string[];
}

export interface TypeDeclaration {
  /** The property that identifies an entity. Default `id`. */
  readonly key?: string;
  /** The batch operation. Without it no link may point here, unless `one` says how many calls may run at once. */
  readonly many?: BatchDeclaration;
  /** The operation that reads one entity, when there is no batch operation; `concurrency` bounds what a list may cause. */
  readonly one?: { readonly operation: string; readonly parameter: string; readonly concurrency: number };
  /** Query fields that look entities up by key through the batch operation, so that aliases share one call. */
  readonly lookup?: {
    readonly one?: string;
    readonly many?: string;
    /** As an operation's `watch`, for the lookup of one: its argument is the key. */
    readonly watch?: { readonly as: string; readonly topic: string };
  };
  readonly links?: Readonly<Record<string, LinkDeclaration>>;
  /** Scopes per field, for fields that not every caller may read. */
  readonly scopes?: Readonly<Record<string, readonly string[]>>;
}

export interface BatchDeclaration {
  readonly operation: string;
  /** The parameter, or property of the body, that takes the keys. */
  readonly keys: string;
  /** Writes the keys as one text, `{keys}` standing for the comma-separated list (Ghost: `id:[{keys}]`). */
  readonly format?: string;
  /** The property of the answer that holds the rows. Default: the answer is the list. */
  readonly rows?: string;
  /** Most keys in one call. Default 50. */
  readonly max?: number;
  /** Longest URL, in characters, before a batch is cut in two. Default 2,000. */
  readonly maxUrl?: number;
  /** Further fixed arguments of the operation (a page size). */
  readonly arguments?: Readonly<Record<string, string | number | boolean>>;
}

export interface LinkDeclaration {
  /** The type linked to; it may belong to another source. */
  readonly to: string;
  /** The property here that holds the key, or the list of keys. */
  readonly by: string;
  /** For links from one to many: the batch operation that takes our keys, and the property of each row that holds ours. */
  readonly through?: BatchDeclaration & { readonly source: string; readonly on: string };
}

export const defineSource = (declaration: SourceDeclaration): SourceDeclaration => declaration;
