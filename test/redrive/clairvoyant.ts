import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { vendorsAt } from '../../demo/vendors.ts';
import { openWorld, type World } from '../../demo/world.ts';
import type { Preview } from '../../functions/operate/preview.ts';
import { type Clients, openClients } from '../../ops/clients.ts';
import { planRedrive } from '../../ops/dead-letters/plan.ts';
import { readLetters } from '../../ops/dead-letters/read.ts';
import type { LetterKind } from '../../ops/workflows.ts';
import { findWorkflow, listWorkflows } from '../../ops/workflows.ts';
import { until } from '../support/until.ts';
import { BROKEN, deployCode, SOUND } from './code.ts';
import { fileQueueLetters, pointInstead } from './letters.ts';
import { type Load, startLoad } from './load.ts';
import { redriveInProcess } from './process.ts';

export interface Clairvoyance {
  /** Dead letters by kind, before the redrive. */
  readonly letters: Readonly<Partial<Record<LetterKind, number>>>;
  readonly foreseen: Readonly<Record<string, number>>;
  /** Of the letters: how many ended as foreseen, or were superseded by something newer; and those that did neither. */
  readonly asForeseen: number;
  readonly supersededSince: number;
  readonly wrong: readonly string[];
  readonly lettersLeft: number;
  /** Keys whose record is not that of the source in the end, and keys whose version went back meanwhile. */
  readonly differences: readonly string[];
  readonly regressions: readonly string[];
  readonly killed: boolean;
  readonly secondRedrive: number;
  readonly seconds: Readonly<Record<string, number>>;
}

export interface Runtime {
  readonly endpoint: string;
  readonly vendors: string;
}

/**
 * Makes `count` dead letters of all four kinds by a bug in the projection, mends it, previews a redrive, redrives while the source
 * changes on, kills that half way, resumes it, and compares everything with everything.
 */
export async function clairvoyantRedrive(runtime: Runtime, count: number): Promise<Clairvoyance> {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-redrive-'));
  const clients = openClients({ endpoint: runtime.endpoint });
  const world = await openWorld({ endpoint: runtime.endpoint, saasEndpoint: runtime.vendors });
  const seconds: Record<string, number> = {};
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const begin = performance.now();
    const result = await work();
    seconds[name] = Math.round((performance.now() - begin) / 100) / 10;
    return result;
  };
  try {
    await timed('break', () => breakThings(clients, world, count));
    const plan = await timed('preview', () => foresee(clients));
    const file = join(folder, 'plan.json');
    writeFileSync(file, JSON.stringify({ outcomes: Object.fromEntries(plan.outcomes) }));
    const load = startLoad(world, vendorsAt({ endpoint: runtime.endpoint, saasEndpoint: runtime.vendors }), count);
    const killed = await timed('redrive', () => killedAndResumed(runtime, clients, file));
    const { regressions } = await timed('load', () => load.stop());
    const audited = await outcomesOf(clients);
    const differences = await timed('compare', () => load.compare());
    return {
      letters: plan.kinds,
      foreseen: countBy([...plan.outcomes.values()]),
      ...judge(plan, audited, await load.versions()),
      lettersLeft: await lettersLeft(clients),
      differences,
      regressions,
      killed,
      secondRedrive: await redriveInProcess(runtime.endpoint, ['--yes']).done,
      seconds,
    };
  } finally {
    clients.close();
    world.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const WRITE = 'Penstock-inventory-to-algolia-write';

/** Four fifths of the letters are changes of items (an eighth of them pointers), the others are events of users. */
async function breakThings(clients: Clients, world: World, count: number): Promise<void> {
  const items = Math.floor(count * 0.8);
  const keys = Array.from({ length: items }, (_, n) => `item-${n}`);
  const workflow = await findWorkflow(clients, 'inventory-to-algolia');
  const letters = async () => (await readLetters(clients, workflow)).letters.length;
  await atOnce(
    keys.filter((_, n) => n % 2 === 0),
    (sku) => world.inventory.put({ sku, title: 'before', providerId: 'p' }),
  );
  await applied(clients);
  await deployCode(clients.functions, WRITE, BROKEN);
  await atOnce(keys, (sku) => world.inventory.put({ sku, title: `title of ${sku}`, providerId: 'p' }));
  await until(letters, (found) => found >= items, 300_000);
  await pointInstead(
    clients,
    workflow,
    keys.filter((_, n) => n % 8 === 3),
  );
  await fileQueueLetters(clients, count - items);
  await deployCode(clients.functions, WRITE, SOUND);
}

/** The pipe has come to rest: what was written is in the index, so that the bug meets changes alone. */
async function applied(clients: Clients): Promise<void> {
  const { workflowLag } = await import('../../ops/lag.ts');
  const workflow = await findWorkflow(clients, 'inventory-to-algolia');
  let last = -1;
  await until(
    async () => {
      const { metrics } = await workflowLag(clients, workflow);
      const still = metrics.applied === last;
      last = metrics.applied;
      await new Promise((resolve) => setTimeout(resolve, 500));
      return still && last > 0;
    },
    (still) => still,
    120_000,
  );
}

interface Foreseen {
  readonly kinds: Record<string, number>;
  readonly outcomes: Map<string, Preview['outcome']>;
  readonly about: Map<string, { key?: string; version?: number }>;
}

async function foresee(clients: Clients): Promise<Foreseen> {
  const foreseen: Foreseen = { kinds: {}, outcomes: new Map(), about: new Map() };
  for (const workflow of await listWorkflows(clients)) {
    const { letters } = await readLetters(clients, workflow);
    const plan = await planRedrive(clients, workflow, letters);
    for (const { id, letter, kind, key, version, preview } of plan.groups.flat()) {
      foreseen.kinds[kind] = (foreseen.kinds[kind] ?? 0) + 1;
      foreseen.outcomes.set(id, preview.outcome);
      foreseen.about.set(letter, { ...(key !== undefined && { key }), ...(version !== undefined && { version }) });
      foreseen.outcomes.set(letter, preview.outcome);
    }
  }
  return foreseen;
}

async function killedAndResumed(runtime: Runtime, clients: Clients, plan: string): Promise<boolean> {
  const args = ['--yes', '--plan', plan, '--hold', '5'];
  const total = await lettersLeft(clients);
  const first = redriveInProcess(runtime.endpoint, args);
  const half = until(
    () => lettersLeft(clients),
    (left) => left <= total / 2,
    600_000,
  );
  await Promise.race([half, first.done]);
  const killed = first.kill();
  await first.done;
  // What the dead process had hidden shows again after its hold.
  await until(
    () => hiddenLetters(clients),
    (hidden) => hidden === 0,
    30_000,
  );
  await redriveInProcess(runtime.endpoint, args).done;
  return killed;
}

async function depths(clients: Clients) {
  const { LetterQueue } = await import('../../ops/dead-letters/queue.ts');
  const queues = (await listWorkflows(clients)).flatMap(({ deadLetterQueues }) => deadLetterQueues);
  return Promise.all(queues.map(({ name }) => new LetterQueue(clients.queues, name).depth()));
}

async function lettersLeft(clients: Clients): Promise<number> {
  return (await depths(clients)).reduce((sum, { visible, hidden }) => sum + visible + hidden, 0);
}

async function hiddenLetters(clients: Clients): Promise<number> {
  return (await depths(clients)).reduce((sum, { hidden }) => sum + hidden, 0);
}

/** What the audit log says became of each letter: it is written before the letter is removed. */
async function outcomesOf(clients: Clients): Promise<Map<string, string[]>> {
  const outcomes = new Map<string, string[]>();
  const pages = paginateFilterLogEvents({ client: clients.logs }, { logGroupName: '/penstock/Penstock/audit' });
  for await (const { events = [] } of pages)
    for (const { message = '{}' } of events) {
      const { letter, outcome } = JSON.parse(message) as { letter: string; outcome: string };
      outcomes.set(letter, [...(outcomes.get(letter) ?? []), outcome]);
    }
  return outcomes;
}

/** A letter that was foreseen as applied may be superseded instead, but only by the same version or a newer one at the target. */
function judge(plan: Foreseen, audited: ReadonlyMap<string, readonly string[]>, versions: ReadonlyMap<string, number>) {
  let [asForeseen, supersededSince] = [0, 0];
  const wrong: string[] = [];
  for (const [letter, { key = '', version = 0 }] of plan.about) {
    const foreseen = plan.outcomes.get(letter);
    const outcomes = audited.get(letter) ?? [];
    if (outcomes[0] === foreseen) asForeseen++;
    else if (outcomes[0] === 'superseded' && (versions.get(key) ?? 0) >= version) supersededSince++;
    else wrong.push(`${letter} (${key}@${version}): foreseen ${foreseen}, became ${outcomes.join(', ') || 'nothing'}`);
  }
  return { asForeseen, supersededSince, wrong };
}

async function atOnce<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < items.length; start += 50) await Promise.all(items.slice(start, start + 50).map(work));
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

export type { Load };
