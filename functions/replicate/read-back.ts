import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Change } from '../change.ts';
import { dynamo } from '../clients/dynamo.ts';
import { writtenAt } from '../compact/record.ts';
import { SourceBehind } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { setting } from '../settings.ts';

/** A change, or `undefined` where the item has gone since: its removal comes later in the stream. */
export type Current = Change | undefined;

/**
 * Fetches the images that did not fit the batch, consistently, from the source table. What is read may be newer than the
 * change: it is applied as what it is, and the later change of that version is then superseded.
 */
export async function readBack(changes: readonly Change[]): Promise<Current[]> {
  return Promise.all(changes.map((change) => (change.imageOmitted && !change.defect ? fetchImage(change) : change)));
}

async function fetchImage(change: Change): Promise<Current> {
  const { Item } = await dynamo().send(
    new GetCommand({ TableName: setting('SOURCE_TABLE'), Key: change.keys, ConsistentRead: true }),
  );
  if (!Item) return undefined;
  const { imageOmitted: _, ...rest } = change;
  const image = JSON.parse(JSON.stringify(Item, plainSet)) as JsonObject;
  const version = Number(image.version);
  if (version < (change.version ?? 0)) throw new SourceBehind(`${setting('SOURCE_TABLE')} shows version ${version}`);
  const changedAt = writtenAt(image) ?? rest.changedAt;
  return image.deleted === true
    ? { ...rest, kind: 'delete', version, changedAt }
    : { ...rest, version, image, changedAt };
}

/** The document client gives sets and bytes as such; a change holds plain JSON, as the enrichment makes it. */
function plainSet(_name: string, value: unknown): unknown {
  return value instanceof Set ? [...value] : value;
}
