import type { Fault } from '../../local/saas/faults.ts';
import type { Store } from '../../local/store.ts';
import { deployAssembly } from '../../local/template/deploy.ts';
import { Draw } from './draw.ts';
import { Journal } from './journal.ts';
import { Life, type Mutation } from './life.ts';
import type { Weather } from './network.ts';
import { Operator } from './operator.ts';
import { type Differences, differences, type IndexRecord } from './oracle.ts';
import { Portal } from './portal.ts';
import { type Action, type Plan, plan, QUIET_MS } from './schedule.ts';
import type { Snapshot } from './snapshot.ts';
import { Surroundings } from './surroundings.ts';
import { Tenant } from './tenant.ts';
import { Trace } from './trace.ts';
import { Views } from './views.ts';
import { TABLE, Writers } from './writer.ts';

export interface SeedOptions {
  readonly seed: number;
  readonly events: number;
  readonly days: number;
  readonly mutation?: Mutation;
}

export interface SeedResult extends Differences {
  readonly seed: number;
  /** Writes that were acknowledged. */
  readonly events: number;
  readonly traceHash: string;
  /** What went wrong that is no difference: an engine's fault, a work that never ended. */
  readonly error?: string;
}

/** Runs one seed, and compares source and target at each quiet moment; it ends at the first difference. */
export async function simulate(snapshot: Snapshot, options: SeedOptions): Promise<SeedResult> {
  const run = new Run(snapshot, options);
  try {
    return await run.result();
  } finally {
    await run.close();
  }
}

/** A shard that is split for months would end in hundreds; AWS merges them, too. */
const MOST_SHARDS = 4;

const NONE: Differences = { lost: [], stale: [], resurrected: [] };

const count = ({ lost, stale, resurrected }: Differences): number => lost.length + stale.length + resurrected.length;

const together = (...all: readonly Differences[]): Differences => ({
  lost: all.flatMap(({ lost }) => lost),
  stale: all.flatMap(({ stale }) => stale),
  resurrected: all.flatMap(({ resurrected }) => resurrected),
});

class Run {
  readonly #snapshot: Snapshot;
  readonly #options: SeedOptions;
  readonly #plan: Plan;
  readonly #draw: Draw;
  readonly #trace = new Trace();
  readonly #journal = new Journal();
  readonly #writers: Writers;
  readonly #surroundings: Surroundings;
  readonly #operator = new Operator();
  readonly #portal = new Portal();
  readonly #tenant = new Tenant();
  readonly #views = new Views();
  readonly #weather: Weather = { latencyMs: 100, answerMs: 0, lateRate: 0, lateMs: 0 };
  /** What operators have begun and not ended, in this life. */
  readonly #underWay = new Set<Promise<unknown>>();
  #faults: Omit<Fault, 'id'>[] = [];
  #life: Life;
  #lives = 0;
  #released = 0;
  #changes = 0;
  #lettersFrom = 0;
  #trimmedTo = 0;
  /** How far behind the plan we are, since a check had to wait. */
  #delayMs = 0;
  #problem: unknown;

  constructor(snapshot: Snapshot, options: SeedOptions) {
    this.#snapshot = snapshot;
    this.#options = options;
    this.#plan = plan(options.seed, options.events, options.days);
    this.#draw = new Draw(options.seed + 1e6);
    this.#writers = new Writers(this.#draw, this.#journal);
    this.#surroundings = Surroundings.ofSeeds(options.mutation?.handler);
    this.#life = this.#born(snapshot.copies.take(), snapshot.at);
  }

  async result(): Promise<SeedResult> {
    const { seed } = this.#options;
    let found = NONE;
    let error: string | undefined;
    try {
      found = await this.#all();
    } catch (cause) {
      error = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    }
    return {
      seed,
      events: this.#journal.writes + this.#changes,
      ...found,
      traceHash: this.#trace.digest(),
      ...(error && { error }),
    };
  }

  async close(): Promise<void> {
    this.#snapshot.copies.giveBack(this.#life.crash());
  }

  async #all(): Promise<Differences> {
    await this.#life.start();
    for (const action of this.#plan.actions) {
      await this.#runUntil(action.at + this.#snapshot.at + this.#delayMs);
      if (this.#problem) throw this.#problem;
      if (action.kind !== 'check') await this.#act(action);
      else {
        const found = await this.#check();
        this.#delayMs = Math.max(this.#delayMs, this.#life.clock.now() - this.#snapshot.at - action.at);
        if (count(found)) return found;
      }
    }
    return NONE;
  }

  /** What happens at the same moment is begun together, and so is under way at the same time. */
  async #runUntil(moment: number): Promise<void> {
    if (moment > this.#life.clock.now()) await this.#life.runUntil(moment);
  }

  async #act(action: Exclude<Action, { kind: 'check' }>): Promise<void> {
    const life = this.#life;
    switch (action.kind) {
      case 'write':
        return this.#write(action.key, action.write, action.skewMs);
      case 'fault':
        return this.#fault({ ...action.fault, untilMs: life.clock.now() + action.forMs });
      case 'provider':
        this.#changes += 1;
        return this.#begin(this.#portal.change(life, action.id, action.deleted, action.copies, action.delayMs));
      case 'user':
        return this.#user(action);
      case 'lag':
        await life.saas.control('providers', 'lag', { ms: action.ms });
        this.#weather.answerMs = action.answerMs;
        return;
      case 'weather':
        Object.assign(this.#weather, action.weather);
        return;
      case 'split':
        return this.#split();
      case 'crash':
        return this.#crash(action);
      case 'redrive':
        return this.#begin(this.#operator.redrive(life, action.delayMs));
      case 'backfill':
        return this.#begin(this.#operator.backfill(life, action.delayMs));
      case 'deploy':
        return this.#begin(deployAssembly(life.cloud, this.#nextRelease()));
    }
  }

  /** Work that takes virtual time goes on beside what comes next; it ends with the life of the process. */
  #begin(work: Promise<unknown>): void {
    const life = this.#life;
    this.#underWay.add(work);
    work
      .catch((error: unknown) => {
        if (this.#life === life) this.#problem = error;
      })
      .finally(() => this.#underWay.delete(work));
  }

  async #write(wanted: number, kind: Parameters<Writers['write']>[2], skewMs: number): Promise<void> {
    const key = this.#writers.choose(this.#life, wanted, this.#plan.keys);
    if (key === undefined) return;
    this.#trace.add(this.#life.clock.now(), kind, key);
    this.#begin(this.#writers.write(this.#life, key, kind, skewMs));
  }

  async #user({ who, change, forms, delayMs }: Extract<Action, { kind: 'user' }>): Promise<void> {
    const life = this.#life;
    const disorder = { forms, delayMs, duplicates: 0.5 };
    const work = this.#tenant.happen(life, who, change, disorder);
    this.#begin(
      work.then((happened) => {
        if (happened) this.#changes += 1;
      }),
    );
  }

  #fault(fault: Omit<Fault, 'id'>): void {
    this.#faults.push(fault);
    this.#life.saas.faults.add(fault);
  }

  async #split(): Promise<void> {
    const { streams } = this.#life;
    for (const { arn, tbl } of streams.list()) {
      const open = streams.shards(arn).filter(({ closed }) => closed === null);
      if (tbl === TABLE) streams.split(arn, this.#draw.one(open).name, open.length < MOST_SHARDS ? 2 : 1);
    }
    await this.#life.settle();
  }

  /** Kills the process in the middle of what it does, and starts it again over what it had committed. */
  async #crash({ timers, turns, ticks }: Extract<Action, { kind: 'crash' }>): Promise<void> {
    const { clock } = this.#life;
    for (let count = 0; count < timers && clock.advance(clock.now() + 60_000); count++) await this.#life.settle();
    clock.advance(clock.now() + 60_000);
    for (let count = 0; count < turns; count++) await new Promise((resolve) => setImmediate(resolve));
    for (let count = 0; count < ticks; count++) await Promise.resolve();
    const left = this.#life.crash();
    this.#surroundings.kept.endOfLife(this.#draw.chance(0.7));
    this.#underWay.clear();
    this.#trace.add(clock.now(), 'crash');
    this.#life = this.#born(left, clock.now());
    const now = clock.now();
    this.#faults = this.#faults.filter(({ untilMs = 0 }) => untilMs > now);
    for (const fault of this.#faults) this.#life.saas.faults.add(fault);
    await this.#life.start();
    await this.#writers.lookAgain(this.#life);
    await this.#life.during(this.#portal.tellAgain(this.#life));
    this.#tenant.lookAgain(this.#life);
  }

  #born(store: Store, now: number): Life {
    const { seed, mutation } = this.#options;
    const { workspace } = this.#snapshot;
    const own = seed * 1_000 + this.#lives++;
    return new Life({
      store,
      seed: own,
      now,
      workspace,
      trace: this.#trace,
      weather: this.#weather,
      surroundings: this.#surroundings,
      onCall: (action, input) => this.#views.saw(action, input),
      onFault: (error) => {
        this.#problem ??= error;
      },
      ...(mutation && { mutation }),
    });
  }

  #nextRelease(): string {
    return this.#released++ % 2 ? this.#snapshot.assembly : this.#snapshot.changed;
  }

  async #check(): Promise<Differences> {
    Object.assign(this.#weather, { lateRate: 0, answerMs: 0 });
    const life = this.#life;
    await life.settle();
    await this.#quiet();
    await this.#takeUp();
    await this.#operator.readLetters(life);
    const { letters } = this.#operator;
    const known = { letters, lettersFrom: this.#lettersFrom, trimmedTo: this.#trimmedTo };
    const found = differences(this.#journal, this.#records(), known);
    this.#lettersFrom = life.clock.now() + 1;
    this.#journal.prune(50);
    const others = await this.#othersDifferences();
    if (!count(others)) await this.#storm();
    return together(found, others, { ...NONE, stale: this.#views.wentBack });
  }

  /** Coalescing shows in the number of callbacks alone: what comes of it would be right without it, too. */
  async #storm(): Promise<void> {
    const excess = await this.#portal.storm(this.#life, this.#views, 'provider-1');
    if (excess) throw new Error(excess);
  }

  /** A callback that waits for an outage to end looks again half an hour later at most; what was parked meanwhile is redriven. */
  async #othersDifferences(): Promise<Differences> {
    const life = this.#life;
    const look = async () =>
      together(await this.#portal.differences(life), await this.#tenant.differences(life, this.#operator.letters));
    const found = await look();
    if (!count(found)) return found;
    await life.during(this.#operator.redriveEvents(life));
    await life.runUntil(life.clock.now() + 4 * QUIET_MS);
    return look();
  }

  /** Until all that operators began has ended. */
  async #quiet(): Promise<void> {
    const { clock } = this.#life;
    const limit = clock.now() + 12 * 60 * 60_000;
    const waits = this.#underWay.size > 0;
    while (this.#underWay.size > 0 && clock.now() < limit) await this.#life.runUntil(clock.now() + 60_000);
    if (waits) await this.#life.runUntil(clock.now() + QUIET_MS);
    if (this.#problem) throw this.#problem;
    if (this.#underWay.size > 0) throw new Error('an operation did not end within 12 hours');
  }

  /** What the pipe gave up after 18 hours is redriven from the stream; once some of it is trimmed, after 24, the table is the truth. */
  async #takeUp(): Promise<void> {
    const life = this.#life;
    const done = await life.during(this.#operator.redrivePointers(life));
    if (done === 'trimmed') await this.#repair();
    else if (done === 'redriven') await life.runUntil(life.clock.now() + QUIET_MS);
  }

  /** The operator goes by the table. */
  async #repair(): Promise<void> {
    const life = this.#life;
    this.#trimmedTo = life.clock.now();
    this.#lettersFrom = this.#trimmedTo + 1;
    await life.during(this.#operator.backfill(life, 0));
    await life.during(this.#operator.removeZombies(life, this.#records()));
    await life.runUntil(life.clock.now() + QUIET_MS);
  }

  #records(): IndexRecord[] {
    const answer = this.#life.saas.state('algolia', { index: 'inventory', limit: '100000' });
    return (answer as { state: { records: IndexRecord[] } }).state.records;
  }
}
