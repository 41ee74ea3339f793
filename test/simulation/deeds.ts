import { deployAssembly } from '../../local/template/deploy.ts';
import type { Action } from './action.ts';
import type { World } from './world.ts';
import { TABLE } from './writer.ts';

/** A shard that is split for months would end in hundreds; AWS merges them, too. */
const MOST_SHARDS = 4;

type Deed = Exclude<Action, { kind: 'check' }>;

/** Carries out what the plan says. */
export class Deeds {
  readonly #world: World;
  readonly #keys: number;
  #released = 0;

  /** @param keys how many items there are */
  constructor(world: World, keys: number) {
    this.#world = world;
    this.#keys = keys;
  }

  async act(action: Deed): Promise<void> {
    const { life, operator } = this.#world;
    switch (action.kind) {
      case 'write':
        return this.#write(action);
      case 'fault':
        return this.#world.fault({ ...action.fault, untilMs: life.clock.now() + action.forMs });
      case 'provider':
        return this.#provider(action);
      case 'user':
        return this.#user(action);
      case 'lag':
        await life.saas.control('providers', 'lag', { ms: action.ms });
        return this.#slow(action);
      case 'weather':
        Object.assign(this.#world.weather, action.weather);
        return;
      case 'split':
        return this.#split();
      case 'crash':
        return this.#world.crash(action);
      case 'redrive':
        return this.#world.begin(operator.redrive(life, action.delayMs));
      case 'backfill':
        return this.#world.begin(operator.backfill(life, action.delayMs));
      case 'deploy':
        return this.#world.begin(deployAssembly(life.cloud, this.#nextRelease()));
    }
  }

  #slow({ answerMs, slowRate, slowMs }: Extract<Deed, { kind: 'lag' }>): void {
    Object.assign(this.#world.weather, { answerMs, slowRate, slowMs });
  }

  #write({ key: wanted, write, skewMs }: Extract<Deed, { kind: 'write' }>): void {
    const { life, writers, trace } = this.#world;
    const key = writers.choose(life, wanted, this.#keys);
    if (key === undefined) return;
    trace.add(life.clock.now(), write, key);
    this.#world.begin(writers.write(life, key, write, skewMs));
  }

  #provider({ id, deleted, copies, delayMs }: Extract<Deed, { kind: 'provider' }>): void {
    const { life, portal } = this.#world;
    this.#world.changes += 1;
    this.#world.begin(portal.change(life, id, deleted, copies, delayMs));
  }

  #user({ who, change, forms, delayMs }: Extract<Deed, { kind: 'user' }>): void {
    const { life, tenant } = this.#world;
    const work = tenant.happen(life, who, change, { forms, delayMs, duplicates: 0.5 });
    this.#world.begin(
      work.then((happened) => {
        if (happened) this.#world.changes += 1;
      }),
    );
  }

  async #split(): Promise<void> {
    const { life, draw } = this.#world;
    for (const { arn, tbl } of life.streams.list()) {
      const open = life.streams.shards(arn).filter(({ closed }) => closed === null);
      if (tbl === TABLE) life.streams.split(arn, draw.one(open).name, open.length < MOST_SHARDS ? 2 : 1);
    }
    await life.settle();
  }

  #nextRelease(): string {
    const { assembly, changed } = this.#world.snapshot;
    return this.#released++ % 2 ? assembly : changed;
  }
}
