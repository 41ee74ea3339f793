import type { Life } from './life.ts';
import { TABLE } from './writer.ts';

export type Row = Readonly<Record<string, { readonly S?: string; readonly N?: string; readonly BOOL?: boolean }>>;

/** Batches as a machine takes them: 25 rows of 20 KB stay below its limit for an input only if few are large, so they are few. */
export async function* pages(life: Life): AsyncGenerator<readonly Row[]> {
  let start: object | undefined;
  do {
    const page = await life.call<{ Items: Row[]; LastEvaluatedKey?: object }>('dynamodb', 'Scan', {
      TableName: TABLE,
      Limit: 10,
      ConsistentRead: true,
      ...(start && { ExclusiveStartKey: start }),
    });
    yield page.Items;
    start = page.LastEvaluatedKey;
  } while (start);
}

/** The change that a backfill makes of a row. */
export function changeOf(row: Row): object {
  const image = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]));
  const { sku, version, updatedAt, deleted } = image;
  const base = { id: '', key: sku, keys: { sku }, version, changedAt: updatedAt, sequenceNumber: '' };
  return deleted === true ? { ...base, kind: 'delete' } : { ...base, kind: 'upsert', image };
}

const plain = ({ S, N, BOOL }: NonNullable<Row[string]>): unknown => S ?? (N === undefined ? BOOL : Number(N));
