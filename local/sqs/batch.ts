import { emptyBatchRequest, entryIdsNotDistinct, failedEntry, invalidBatchEntryId, tooManyEntries } from './errors.ts';

export interface BatchEntry {
  readonly Id: string;
}

export interface BatchResult<R> {
  Successful: R[];
  Failed?: ReturnType<typeof failedEntry>[];
}

/** The whole batch is refused if it is empty, too long, or its ids are malformed or repeated. */
export function checkedEntries<E extends BatchEntry>(entries: unknown, kind: string): E[] {
  if (!Array.isArray(entries) || entries.length === 0) throw emptyBatchRequest(kind);
  if (entries.length > 10) throw tooManyEntries(entries.length);
  const seen = new Set<string>();
  for (const { Id } of entries as E[]) {
    if (typeof Id !== 'string' || !/^[A-Za-z0-9_-]{1,80}$/.test(Id)) throw invalidBatchEntryId();
    if (seen.has(Id)) throw entryIdsNotDistinct(Id);
    seen.add(Id);
  }
  return entries as E[];
}

/** Each entry succeeds or fails alone. */
export function eachEntry<E extends BatchEntry, R>(
  entries: readonly E[],
  run: (entry: E) => R,
): BatchResult<R & BatchEntry> {
  const result: BatchResult<R & BatchEntry> = { Successful: [] };
  for (const entry of entries) {
    try {
      result.Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      result.Failed ??= [];
      result.Failed.push(failedEntry(entry.Id, error));
    }
  }
  return result;
}
