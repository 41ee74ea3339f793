import type { Cloud } from '../../cloud.ts';
import type { Executor } from '../execution.ts';
import type { Filter } from '../filter.ts';
import type { Pipe } from '../model.ts';
import type { PipeStore } from '../pipe-store.ts';

/** What a source works with while its pipe runs. */
export interface SourceContext {
  readonly cloud: Cloud;
  readonly pipe: Pipe;
  readonly store: PipeStore;
  readonly executor: Executor;
  readonly filter: Filter;
  /** Without a signal, a source is looked at this often: seldom, so that a year of virtual time is not spent on polling. */
  readonly slowPollMs: number;
  /** How long the reader of a shard, once woken, waits for further records. */
  readonly gatherMs: number;
  /** Longest wait between two attempts on a batch. */
  readonly longestDelayMs: number | undefined;
  /** No new attempt begins once it has fired. */
  readonly stopping: AbortSignal;
  /** Fires when the process ends: nothing may be written any more. */
  readonly dead: AbortSignal;
  /** Stops the pipe for good, because it can never work as it is configured. */
  stopPipe(reason: string): void;
}

/** Reads a source until the context's `stopping`; resolves when what was in flight has ended. */
export interface Source {
  run(): Promise<void>;
}

/** After an error of the source's own API. */
export const SOURCE_ERROR_DELAY_MS = 1_000;
