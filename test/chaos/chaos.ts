import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { DeadLetterReader } from '../../demo/dead-letters.ts';
import { vendorsAt } from '../../demo/vendors.ts';
import { openWorld, type World } from '../../demo/world.ts';
import { ItemNotFound, VersionConflict } from '../../functions/errors.ts';
import type { Draw } from '../simulation/draw.ts';
import { type Attributes, Journal } from '../simulation/journal.ts';
import { type Differences, differences } from '../simulation/oracle.ts';
import { type LocalProcess, startLocal } from '../support/local-process.ts';

export interface ChaosOptions {
  readonly folder: string;
  readonly port: number;
  readonly events: number;
  readonly keys: number;
  readonly kills: number;
  readonly draw: Draw;
  readonly say: (line: string) => unknown;
}

const WRITERS = 12;
/** With no better comparison for this long, it is what it is. */
const PATIENCE_MS = 120_000;

/** The real process on real ports, killed under load; what was acknowledged must be in the table, and the index must agree with the table. */
export class Chaos {
  readonly #options: ChaosOptions;
  /** The newest version of each item that was acknowledged. */
  readonly #acknowledged = new Map<string, number>();
  readonly #restarts: number[] = [];
  readonly #busy = new Set<string>();
  #local: LocalProcess | undefined;
  #world: World | undefined;
  events = 0;
  kills = 0;

  constructor(options: ChaosOptions) {
    this.#options = options;
  }

  async run(): Promise<Differences> {
    const { port } = this.#options;
    await this.#start();
    this.#world = await openWorld({
      endpoint: `http://127.0.0.1:${port}`,
      saasEndpoint: `http://127.0.0.1:${port + 1}`,
    });
    const writing = Promise.all(Array.from({ length: WRITERS }, () => this.#write()));
    await Promise.all([writing, this.#kill()]);
    return this.#settle();
  }

  async close(): Promise<void> {
    this.#world?.close();
    await this.#local?.end('SIGKILL');
  }

  /** Milliseconds from the start of the process until it answers and everything has resumed: the middle one, and the worst. */
  restartMs(): { readonly median: number; readonly worst: number } {
    const sorted = this.#restarts.toSorted((a, b) => a - b);
    return { median: sorted[sorted.length >> 1] ?? 0, worst: sorted.at(-1) ?? 0 };
  }

  async #start(): Promise<void> {
    const { folder, port } = this.#options;
    const begin = performance.now();
    const again = this.#local !== undefined;
    // The stack is in the data: to deploy it again would only add the time that CDK takes to write the same template.
    this.#local = await startLocal('--port', String(port), '--data', folder, again ? '--empty' : '--no-sample');
    if (again) this.#restarts.push(Math.round(performance.now() - begin));
  }

  /** At a random moment of each share of the events. */
  async #kill(): Promise<void> {
    const { kills, events, draw, say } = this.#options;
    for (let kill = 1; kill <= kills; kill++) {
      const after = (events * (kill - draw.share())) / kills;
      while (this.events < after) await pause(2);
      await pause(draw.between(0, 30));
      await this.#local?.end('SIGKILL');
      this.kills = kill;
      say(`killed (${kill} of ${kills}) after ${this.events} events`);
      await this.#start();
    }
  }

  async #write(): Promise<void> {
    const { events } = this.#options;
    while (this.events < events) {
      const key = this.#freeKey();
      this.#busy.add(key);
      try {
        const version = await this.#change(key);
        this.#acknowledged.set(key, Math.max(version, this.#acknowledged.get(key) ?? 0));
        this.events += 1;
      } catch (error) {
        // Nothing was acknowledged: it may have happened or not, as with any client whose server went away.
        if (!isPassing(error)) throw error;
        await pause(5);
      } finally {
        this.#busy.delete(key);
      }
    }
  }

  #freeKey(): string {
    const { draw, keys } = this.#options;
    for (;;) {
      const key = `item-${draw.whole(1, keys)}`;
      if (!this.#busy.has(key)) return key;
    }
  }

  async #change(key: string): Promise<number> {
    const { draw } = this.#options;
    const { inventory } = this.#world as World;
    const kind = draw.weighted({ put: 50, update: 35, delete: 15 });
    if (kind === 'delete') return (await inventory.delete(key)).version;
    if (kind === 'update')
      return (await inventory.update(key, { votes: draw.whole(1, 1e6), genre: undefined })).version;
    const item = {
      sku: key,
      title: `Title ${draw.whole(1, 1e6)}`,
      providerId: 'p',
      ...(draw.chance(0.5) && { genre: 'Drama' }),
    };
    return (await inventory.put(item)).version;
  }

  async #settle(): Promise<Differences> {
    const { endpoint, vendors: saasEndpoint } = this.#local as LocalProcess;
    const vendors = vendorsAt({ endpoint, saasEndpoint });
    const letters = new DeadLetterReader(endpoint, 'Penstock-inventory-to-algolia-dead-letters');
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const { journal, missing } = await this.#table();
      const found = differences(journal, [...(await vendors.records()).values()], new Set(), 0);
      const lost = [
        ...missing,
        ...found.lost,
        ...(await letters.read()).map(({ key }) => `${key}: parked for no reason`),
      ];
      const count = lost.length + found.stale.length + found.resurrected.length;
      if (count === 0 || performance.now() > until) {
        letters.close();
        return { ...found, lost };
      }
      await pause(500);
    }
  }

  /** The table as it is, which is the truth; and every acknowledged write that it does not have. */
  async #table(): Promise<{ journal: Journal; missing: string[] }> {
    const journal = new Journal();
    const { dynamo, outputs } = this.#world as World;
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const input = { TableName: outputs.get('InventoryName'), ConsistentRead: true, ExclusiveStartKey };
      const page = await dynamo.send(new ScanCommand(input));
      for (const { sku, version, deleted, updatedAt: _, expiresAt: __, ...attributes } of page.Items ?? [])
        journal.note(String(sku), { version, attributes: deleted ? undefined : (attributes as Attributes), at: 0 });
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    const missing = [...this.#acknowledged].filter(([key, version]) => (journal.known(key)?.version ?? 0) < version);
    return {
      journal,
      missing: missing.map(([key, version]) => `${key}: version ${version} was acknowledged and is gone`),
    };
  }
}

/** The item is not there (or somebody else was faster), or the process is. */
function isPassing(error: unknown): boolean {
  if (error instanceof ItemNotFound || error instanceof VersionConflict) return true;
  return error instanceof Error && ('$metadata' in error || 'code' in error || error.name === 'TimeoutError');
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
