import type { Mapping } from '../replicate/apply-newest.ts';
import type { ReadableTarget } from '../targets/target.ts';
import type { SourceTable } from './source-table.ts';

/** What an operation works with. */
export interface Operated<T, R> {
  readonly mapping: Mapping<T, R>;
  readonly source: SourceTable;
  readonly target: ReadableTarget<R>;
}
