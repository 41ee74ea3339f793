import { openWorld, type World } from '../../demo/world.ts';
import { ItemNotFound, VersionConflict } from '../../functions/errors.ts';
import type { Draw } from '../simulation/draw.ts';
import type { Differences } from '../simulation/oracle.ts';
import { type LocalProcess, startLocal } from '../support/local-process.ts';
import { agreement } from './agreement.ts';
import type { Notes } from './notes.ts';

export interface ChaosOptions {
  readonly folder: string;
  readonly port: number;
  /** Of the whole run, all its slices together; and so are the kills. */
  readonly events: number;
  readonly keys: number;
  readonly kills: number;
  /** The slice ends with the first kill after so long; without it the run goes through. */
  readonly sliceMs: number | undefined;
  readonly draw: Draw;
  readonly say: (line: string) => unknown;
}

const WRITERS = 12;

/** The real process on real ports, killed under load; what was acknowledged must be in the table, and the index must agree with the table. */
export class Chaos {
  readonly #options: ChaosOptions;
  readonly #notes: Notes;
  readonly #busy = new Set<string>();
  readonly #begin = performance.now();
  #local: LocalProcess | undefined;
  #world: World | undefined;
  #paused = false;

  constructor(options: ChaosOptions, notes: Notes) {
    this.#options = options;
    this.#notes = notes;
  }

  /** What differs in the end; `undefined` if the slice ended before the run did. */
  async run(): Promise<Differences | undefined> {
    const { port } = this.#options;
    this.#notes.slices += 1;
    await this.#start();
    this.#world = await openWorld({
      endpoint: `http://127.0.0.1:${port}`,
      saasEndpoint: `http://127.0.0.1:${port + 1}`,
    });
    const writing = Promise.all(Array.from({ length: WRITERS }, () => this.#write()));
    await Promise.all([writing, this.#kill()]);
    const found = this.#paused ? undefined : await agreement(this.#world, this.#notes.acknowledged);
    this.#notes.wallMs += performance.now() - this.#begin;
    this.#notes.save();
    return found;
  }

  async close(): Promise<void> {
    this.#world?.close();
    await this.#local?.end('SIGKILL');
  }

  async #start(): Promise<void> {
    const { folder, port } = this.#options;
    const begin = performance.now();
    const again = this.#local !== undefined || this.#notes.slices > 1;
    // The stack is in the data: to deploy it again would only add the time that CDK takes to write the same template.
    this.#local = await startLocal('--port', String(port), '--data', folder, again ? '--empty' : '--no-sample');
    const engines = this.#local.enginesMs;
    if (again) this.#notes.restarts.push({ process: Math.round(performance.now() - begin), engines });
  }

  /** At a random moment of each share of the events. */
  async #kill(): Promise<void> {
    const { kills, events, draw, say, sliceMs = Number.POSITIVE_INFINITY } = this.#options;
    const notes = this.#notes;
    while (notes.kills < kills) {
      const after = (events * (notes.kills + 1 - draw.share())) / kills;
      while (notes.events < after) await pause(2);
      await pause(draw.between(0, 30));
      notes.kills += 1;
      // Told before the kill: the writers must not take the silence for one that ends.
      this.#paused = notes.kills < kills && performance.now() - this.#begin > sliceMs;
      await this.#local?.end('SIGKILL');
      say(`killed (${notes.kills} of ${kills}) after ${notes.events} events`);
      if (this.#paused) return;
      await this.#start();
    }
  }

  async #write(): Promise<void> {
    const { events } = this.#options;
    while (this.#notes.events < events && !this.#paused) {
      const key = this.#freeKey();
      this.#busy.add(key);
      try {
        const version = await this.#change(key);
        this.#notes.acknowledge(key, version);
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
}

/** The item is not there (or somebody else was faster), or the process is. */
function isPassing(error: unknown): boolean {
  if (error instanceof ItemNotFound || error instanceof VersionConflict) return true;
  return error instanceof Error && ('$metadata' in error || 'code' in error || error.name === 'TimeoutError');
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
