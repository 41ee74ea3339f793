import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { DeadLetterReader } from '../../demo/dead-letters.ts';
import { vendorsAt } from '../../demo/vendors.ts';
import type { World } from '../../demo/world.ts';
import { type Attributes, Journal } from '../simulation/journal.ts';
import { type Differences, differences } from '../simulation/oracle.ts';

/** With no better comparison for this long, it is what it is. */
const PATIENCE_MS = 120_000;

/** Compares record by record, again and again, until table, index and acknowledgements agree, or patience ends. */
export async function agreement(world: World, acknowledged: ReadonlyMap<string, number>): Promise<Differences> {
  const vendors = vendorsAt(world.addresses);
  const letters = new DeadLetterReader(world.addresses.endpoint, 'Penstock-inventory-to-algolia-dead-letters');
  const until = performance.now() + PATIENCE_MS;
  try {
    for (;;) {
      const journal = await table(world);
      const found = differences(journal, [...(await vendors.records()).values()], {
        letters: new Set(),
        lettersFrom: 0,
        trimmedTo: 0,
      });
      const parked = (await letters.read()).map(({ key }) => `${key}: parked for no reason`);
      const lost = [...missing(journal, acknowledged), ...found.lost, ...parked];
      const count = lost.length + found.stale.length + found.resurrected.length;
      if (count === 0 || performance.now() > until) return { ...found, lost };
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  } finally {
    letters.close();
  }
}

/** The table as it is, which is the truth. */
async function table({ dynamo, outputs }: World): Promise<Journal> {
  const journal = new Journal();
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const input = { TableName: outputs.get('InventoryName'), ConsistentRead: true, ExclusiveStartKey };
    const page = await dynamo.send(new ScanCommand(input));
    for (const { sku, version, deleted, updatedAt: _, expiresAt: __, ...attributes } of page.Items ?? [])
      journal.note(String(sku), { version, attributes: deleted ? undefined : (attributes as Attributes), at: 0 });
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return journal;
}

/** Every acknowledged write that the table does not have. */
function missing(journal: Journal, acknowledged: ReadonlyMap<string, number>): string[] {
  return [...acknowledged]
    .filter(([key, version]) => (journal.known(key)?.version ?? 0) < version)
    .map(([key, version]) => `${key}: version ${version} was acknowledged and is gone`);
}
