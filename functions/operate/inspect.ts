import type { Change } from '../change.ts';
import { prepare } from '../replicate/prepare.ts';
import { DAY_MS, TOMBSTONE_DAYS } from '../repositories/expiry.ts';
import type { Pair, SourceEntry, SourcePage } from './entries.ts';
import type { Operated } from './operated.ts';
import type { OperationOf } from './operation.ts';

/** A page of the source, as far as comparing needs it: no payload leaves the function. */
export async function sourcePage<T, R>(
  operation: OperationOf<'source'>,
  operated: Operated<T, R>,
): Promise<SourcePage> {
  const { changes, cursor } = await operated.source.scan(operation);
  const entries = changes.map((change) => entryOf(change, operated, operation.content));
  return { entries, ...(cursor !== undefined && { cursor }) };
}

/** Both sides of some keys: the target first, so that a change that arrives in between cannot make it look ahead of its source. */
export async function inspect<T, R>(
  { keys, content }: OperationOf<'inspect'>,
  operated: Operated<T, R>,
): Promise<Pair[]> {
  const held = new Map((await operated.target.inspect(keys, { content })).map((entry) => [entry.key, entry]));
  const rows = new Map((await operated.source.get(keys)).map((change) => [change.key, change]));
  return keys.map((key) => {
    const [row, target] = [rows.get(key), held.get(key)];
    return { key, ...(row && { source: entryOf(row, operated, content) }), ...(target && { target }) };
  });
}

function entryOf<T, R>(change: Change, { mapping, target }: Operated<T, R>, content: boolean): SourceEntry {
  const { key, version = 0 } = change;
  const prepared = prepare(change, mapping.contract, mapping.project);
  if ('outcome' in prepared) return { key, version, state: 'refused' };
  const { write } = prepared;
  if (write.kind === 'upsert')
    return { key, version, state: 'live', ...(content && { digest: target.digest(write.record) }) };
  const old = write.deletedAt === undefined || write.deletedAt < Date.now() - (TOMBSTONE_DAYS - MARGIN_DAYS) * DAY_MS;
  return { key, version, state: old ? 'forgotten' : 'deleted' };
}

/** A target may sweep its tombstones while the source is read. */
const MARGIN_DAYS = 1;
