import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { sleep } from '../../local/clock.ts';
import { abortReindex, reindex } from '../../ops/reindex/reindex.ts';
import { Killed, VirtualOperator } from '../support/virtual-client.ts';
import type { VirtualWorld } from '../support/virtual-world.ts';

const TableName = 'Penstock-inventory';
const SEARCH = '_deleted:false AND providerId:stable';
const STABLE = Array.from({ length: 12 }, (_, n) => `stable-${n}`).sort();
/** A re-index takes about this much virtual time, grace and settling included. */
const LONGEST_MS = 110_000;

type Life = { readonly killAfterMs: number; readonly next: 'resume' | 'abort' };

/** Lives of an operator's process, each killed after a while; the one that comes next goes on, or gives up. */
export const plans = fc.array(
  fc.record({
    killAfterMs: fc.integer({ min: 0, max: LONGEST_MS }),
    next: fc.constantFrom('resume' as const, 'resume' as const, 'abort' as const),
  }),
  { maxLength: 3 },
);

export interface Ended {
  /** What a search missed or doubled. */
  readonly wrong: readonly string[];
  readonly indexes: readonly string[];
  /** Versions, by key: what the index holds, and what was written. */
  readonly held: ReadonlyMap<string, number>;
  readonly written: ReadonlyMap<string, number>;
}

/** A re-index whose operator is killed, while the table is written to and the index searched; on virtual time. */
export async function openKilledReindex(world: VirtualWorld): Promise<(plan: readonly Life[]) => Promise<Ended>> {
  const { cloud, clock } = world;
  const versions = new Map<string, number>();
  // No row is ahead or edited by hand here, so that nothing is repaired at the source.
  const tables = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  for (const sku of STABLE) await write(sku);
  await world.pass(20_000);

  async function write(sku: string, deleted = false): Promise<void> {
    const version = (versions.get(sku) ?? 0) + 1;
    const item = { sku: { S: sku }, version: { N: `${version}` }, updatedAt: { N: `${clock.now()}` } };
    const more = deleted
      ? { deleted: { BOOL: true } }
      : { title: { S: `v${version}` }, providerId: { S: sku.replace(/-.*/, '') } };
    versions.set(sku, version);
    await cloud.call('dynamodb', 'PutItem', { TableName, Item: { ...item, ...more } });
  }

  /** Writes and searches until told to end; resolves to what a search missed or doubled. */
  function busy() {
    const wrong: string[] = [];
    let on = true;
    const search = async () => {
      while (on) {
        const found = await world.algolia('POST', 'inventory/query', { filters: SEARCH, hitsPerPage: 100 });
        const hits = ((found.hits ?? []) as { objectID: string }[]).map(({ objectID }) => objectID);
        if (hits.sort().join() !== STABLE.join()) wrong.push(`${clock.now()}: ${hits.join()}`);
        await sleep(clock, clock.random() * 400);
      }
    };
    const writer = async () => {
      while (on) {
        const kind = clock.random();
        if (kind < 0.2) await write(STABLE[Math.floor(clock.random() * 12)] ?? '');
        else if (kind < 0.4) await write(`other-${Math.floor(clock.random() * 9)}`, kind < 0.3);
        // Never written again: no later change heals what is lost of it.
        else await write(`once-${versions.size}`);
        await sleep(clock, clock.random() * 1_000);
      }
    };
    const done = Promise.all([search(), writer()]);
    const end = async () => {
      on = false;
      await done;
      return wrong;
    };
    return { end };
  }

  /** One process of an operator's: begins or goes on, or gives up. True if it came to its end. */
  async function live(resume: boolean, { killAfterMs, next }: Life): Promise<boolean> {
    const operator = new VirtualOperator(world, 'Penstock-inventory-to-algolia-write');
    const { workflow, pause, now } = operator;
    clock.setTimer(killAfterMs, () => operator.kill());
    const options = { place: 'here', segments: 2, pageSize: 5, settleMs: 10_000, resume, pause, now };
    const work = next === 'abort' && resume ? abortReindex(workflow, { pause }) : reindex(workflow, tables, options);
    try {
      await work;
      return true;
    } catch (error) {
      if (error instanceof Killed) return false;
      // It was switched before the kill, or never announced: what is left is removed.
      if (!/it was switched, or never begun|left .*--abort removes it|is being filled/.test(String(error))) throw error;
      await abortReindex(workflow, { pause });
      return true;
    }
  }

  async function carry(lives: readonly Life[]): Promise<void> {
    const last: Life = { killAfterMs: 10 * LONGEST_MS, next: 'resume' };
    for (const [n, life] of [...lives, last].entries()) if (await live(n > 0, life).catch(unlessKilled)) return;
  }

  const unlessKilled = (error: unknown) => {
    if (error instanceof Killed) return false;
    throw error;
  };

  return async (plan) => {
    const work = busy();
    const wrong = await world.during(carry(plan).finally(work.end).then(work.end));
    await world.pass(30_000);
    const { items } = (await world.algolia('GET', '')) as { items: { name: string }[] };
    const browsed = await world.algolia('POST', 'inventory/browse', {});
    const hits = browsed.hits as { objectID: string; _version: number }[];
    const held = new Map(hits.map(({ objectID, _version }) => [objectID, _version]));
    return { wrong, indexes: items.map(({ name }) => name), held, written: versions };
  };
}
