import type { ExecutionSummary } from '../../ops/executions/types.ts';
import type { ExecutionRow } from './shapes.ts';

/** An execution as the book keeps it; its row changes when it ends. */
export interface Entry {
  row: ExecutionSummary;
  /** What a search looks at, in lower case. */
  haystack: string;
}

export function haystackOf({ keys, name, workflow, error, cause }: ExecutionSummary): string {
  return [...keys, name, workflow, error, cause].filter(Boolean).join('\n').toLowerCase();
}

/** A batch of a hundred keys is too much for a line of a table. */
const KEYS_SHOWN = 4;

/** As a line of a table. */
export function brief({ keys, cause: _, ...row }: ExecutionSummary): ExecutionRow {
  return { ...row, keys: keys.slice(0, KEYS_SHOWN), keyCount: keys.length };
}
