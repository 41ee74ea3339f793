import type { SourceRecord } from './outcome.ts';

/**
 * The records that a synchronous target names as failed, by `batchItemFailures[].itemIdentifier` (a stream record's `eventID`,
 * a message's `messageId`). An empty answer, or one without that list, is success; an identifier that is empty, of a wrong name or
 * unknown fails the whole batch.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html
 */
export function failedRecords(response: unknown, records: readonly SourceRecord[]): ReadonlySet<string> | 'all' {
  const failures = failureList(response);
  if (failures.length === 0) return new Set();
  const known = new Set(records.map((record) => record.id));
  const failed = new Set<string>();
  for (const failure of failures) {
    const id =
      typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure ? failure.itemIdentifier : '';
    if (typeof id !== 'string' || !known.has(id)) return 'all';
    failed.add(id);
  }
  return failed.size === records.length ? 'all' : failed;
}

function failureList(response: unknown): unknown[] {
  if (typeof response !== 'string' || !response.includes('batchItemFailures')) return [];
  const answer = parsed(response);
  if (typeof answer !== 'object' || answer === null || !('batchItemFailures' in answer)) return [];
  return Array.isArray(answer.batchItemFailures) ? answer.batchItemFailures : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // an answer that is not JSON names no failures
  }
}
