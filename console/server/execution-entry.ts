import { keyDigest } from '../../functions/log-keys.ts';
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

/** What somebody types: parts of words are found in any case, a key that is known by its digest only as it is. */
export class Words {
  readonly #words: readonly { readonly typed: string; readonly lower: string; readonly digest: string }[];

  constructor(text: string) {
    const typed = text.split(/\s+/).filter(Boolean);
    this.#words = typed.map((word) => ({ typed: word, lower: word.toLowerCase(), digest: keyDigest(word) }));
  }

  /** Whether each of them stands somewhere. */
  areIn({ haystack, row: { keyDigests } }: Entry): boolean {
    return this.#words.every(({ lower, digest }) => haystack.includes(lower) || keyDigests?.includes(digest));
  }

  /** Those that are keys of an execution, known by their digests. */
  keysOf({ row: { keyDigests } }: Entry): string[] {
    return this.#words.filter(({ digest }) => keyDigests?.includes(digest)).map(({ typed }) => typed);
  }
}

/** A batch of a hundred keys is too much for a line of a table. */
const KEYS_SHOWN = 4;

/** As a line of a table; keys that were typed are known to the page, which may show them. */
export function brief(entry: Entry, words: Words): ExecutionRow {
  const { keys, keyDigests = [], cause: _, ...row } = entry.row;
  const known = keys.length ? keys : words.keysOf(entry);
  return { ...row, keys: known.slice(0, KEYS_SHOWN), keyCount: keys.length || keyDigests.length };
}
