import type { Fault } from '../../local/saas/faults.ts';
import type { Store } from '../../local/store.ts';
import { type Action, QUIET_MS } from './action.ts';
import { Draw } from './draw.ts';
import { Journal } from './journal.ts';
import { Life, type Mutation } from './life.ts';
import { CALM, type Weather } from './network.ts';
import { Operator } from './operator.ts';
import { Portal } from './portal.ts';
import type { Snapshot } from './snapshot.ts';
import { Surroundings } from './surroundings.ts';
import { Tenant } from './tenant.ts';
import { Trace } from './trace.ts';
import { Views } from './views.ts';
import { Writers } from './writer.ts';

const HOURS_TO_END = 12;

/** All that one seed has: the lives of the process, one after the other, and the people and the weather around them. */
export class World {
  readonly snapshot: Snapshot;
  readonly draw: Draw;
  readonly trace = new Trace();
  readonly journal = new Journal();
  readonly writers: Writers;
  readonly operator = new Operator();
  readonly portal = new Portal();
  readonly tenant = new Tenant();
  readonly views = new Views();
  readonly weather: Weather = { ...CALM, latencyMs: 100 };
  /** Changes of providers and of users that happened. */
  changes = 0;
  life: Life;
  readonly #seed: number;
  readonly #mutation: Mutation | undefined;
  readonly #surroundings: Surroundings;
  /** What people have begun and not ended, in this life. */
  readonly #underWay = new Set<Promise<unknown>>();
  #faults: Omit<Fault, 'id'>[] = [];
  #lives = 0;
  #problem: unknown;

  constructor(snapshot: Snapshot, seed: number, mutation?: Mutation) {
    this.snapshot = snapshot;
    this.#seed = seed;
    this.#mutation = mutation;
    this.draw = new Draw(seed + 1e6);
    this.writers = new Writers(this.draw, this.journal);
    this.#surroundings = Surroundings.ofSeeds(mutation?.handler);
    this.life = this.#born(snapshot.copies.take(), snapshot.at);
  }

  end(): void {
    this.snapshot.copies.giveBack(this.life.crash());
  }

  /** What happens at the same moment is begun together, and so is under way at the same time. @throws what failed as nothing should */
  async runUntil(moment: number): Promise<void> {
    if (moment > this.life.clock.now()) await this.life.runUntil(moment);
    if (this.#problem) throw this.#problem;
  }

  /** Work that takes virtual time goes on beside what comes next; it ends with the life of the process. */
  begin(work: Promise<unknown>): void {
    const { life } = this;
    this.#underWay.add(work);
    work
      .catch((error: unknown) => {
        if (this.life === life) this.#problem = error;
      })
      .finally(() => this.#underWay.delete(work));
  }

  /** Until all that was begun has ended. */
  async quiet(): Promise<void> {
    const { clock } = this.life;
    const limit = clock.now() + HOURS_TO_END * 60 * 60_000;
    const waits = this.#underWay.size > 0;
    while (this.#underWay.size > 0 && clock.now() < limit) await this.life.runUntil(clock.now() + 60_000);
    if (waits) await this.life.runUntil(clock.now() + QUIET_MS);
    if (this.#problem) throw this.#problem;
    if (this.#underWay.size > 0) throw new Error(`an operation did not end within ${HOURS_TO_END} hours`);
  }

  /** The vendors fail in this way; so they do for the next life, too. */
  fault(fault: Omit<Fault, 'id'>): void {
    this.#faults.push(fault);
    this.life.saas.faults.add(fault);
  }

  /** Kills the process in the middle of what it does, and starts it again over what it had committed. */
  async crash({ timers, turns, ticks }: Extract<Action, { kind: 'crash' }>): Promise<void> {
    const { clock } = this.life;
    for (let count = 0; count < timers && clock.advance(clock.now() + 60_000); count++) await this.life.settle();
    clock.advance(clock.now() + 60_000);
    for (let count = 0; count < turns; count++) await new Promise((resolve) => setImmediate(resolve));
    for (let count = 0; count < ticks; count++) await Promise.resolve();
    const left = this.life.crash();
    this.#surroundings.kept.endOfLife(this.draw.chance(0.7));
    this.#underWay.clear();
    this.trace.add(clock.now(), 'crash');
    this.life = this.#born(left, clock.now());
    await this.#goOn(clock.now());
  }

  /** The vendors fail as before, and who was interrupted looks what has come of it. */
  async #goOn(now: number): Promise<void> {
    const { life } = this;
    this.#faults = this.#faults.filter(({ untilMs = 0 }) => untilMs > now);
    for (const fault of this.#faults) life.saas.faults.add(fault);
    await life.start();
    await this.writers.lookAgain(life);
    await life.during(this.portal.tellAgain(life));
    this.tenant.lookAgain(life);
  }

  #born(store: Store, now: number): Life {
    const mutation = this.#mutation;
    return new Life({
      store,
      seed: this.#seed * 1_000 + this.#lives++,
      now,
      workspace: this.snapshot.workspace,
      trace: this.trace,
      weather: this.weather,
      surroundings: this.#surroundings,
      onCall: (action, input) => this.views.saw(action, input),
      onFault: (error) => {
        this.#problem ??= error;
      },
      ...(mutation && { mutation }),
    });
  }
}
