import type { CallDescriptor } from './descriptors.ts';
import type { Breaker, SourceConfig } from './source.ts';
import type { RequestState } from './state.ts';
import type { HttpRequest } from './transport.ts';

/** A source with what of it is the same for every call. */
export interface Source {
  readonly config: SourceConfig;
  readonly origin: string;
  readonly base: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly breaker: Breaker | undefined;
}

/** One call, through all its attempts. */
export interface OneCall {
  readonly state: RequestState;
  readonly source: Source;
  readonly call: CallDescriptor;
  readonly request: HttpRequest & { timeoutMs: number };
  /** Milliseconds on the clock. */
  readonly deadline: number;
}
