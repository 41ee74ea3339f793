import type { Cloud } from '../../cloud.ts';
import type { Mapping } from './mapping.ts';
import type { MappingStore } from './mapping-store.ts';

/** What a poller works with. */
export interface PollerContext {
  readonly cloud: Cloud;
  readonly mapping: Mapping;
  readonly store: MappingStore;
  readonly wants: (event: object) => boolean;
  /** No new batch begins once it has fired. */
  readonly stopping: AbortSignal;
}

/** Without a signal, a source is looked at this often. */
export const SLOW_POLL_MS = 5_000;
/** After an error of the source's own API. */
export const SOURCE_ERROR_DELAY_MS = 1_000;
