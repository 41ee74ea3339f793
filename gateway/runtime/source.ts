import type { Transport } from './transport.ts';

/** A source as the runtime needs it: no document, no schema. */
export interface SourceConfig {
  readonly name: string;
  /** Base URL, `https://api.example.com/inventory`. */
  readonly url: string;
  /** For one GraphQL field, retries included. */
  readonly timeoutMs: number;
  /** Lower-case names of the caller's headers that go on. */
  readonly forward: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** Query text that every call carries, encoded. */
  readonly query: string;
  readonly retries: number;
}

/** Lets calls through or refuses them at once while a source is known to be down. */
export interface Breaker {
  /** Whether the source is left alone at the moment. */
  readonly open: boolean;
  /** Whether a call may be made now; one that may must be recorded. */
  allows(): boolean;
  /** How a call ended; undefined where it tells nothing, since the client left. */
  record(ok: boolean | undefined): void;
}

export interface CallLog {
  readonly source: string;
  readonly operation: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly requestId: string;
  readonly failure?: string;
  /** For logs alone: it may hold what no client should see. */
  readonly cause?: unknown;
}

export interface UpstreamOptions {
  readonly sources: readonly SourceConfig[];
  readonly transport: Transport;
  readonly breaker?: (source: string) => Breaker;
  /** Told of each attempt; used for logs, metrics and traces. */
  readonly onCall?: (log: CallLog) => void;
  readonly maxBytes?: number;
  /** The wait before attempt `n`, in milliseconds; replaced in tests. */
  readonly backoff?: (attempt: number) => number;
}
