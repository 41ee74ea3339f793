import { QUIET_MS } from './action.ts';
import { busDifferences } from './bus-workflows.ts';
import { count, type Differences, differences, type IndexRecord, NONE, together } from './oracle.ts';
import type { World } from './world.ts';

/** The share of quiet moments that a storm of notifications ends: it costs more than most of what seeds do else. */
const STORMS = 0.3;

/** Compares sources and targets when it is quiet. */
export class Checks {
  readonly #world: World;
  #lettersFrom = 0;
  #trimmedTo = 0;

  constructor(world: World) {
    this.#world = world;
  }

  async check(): Promise<Differences> {
    const { life, weather, operator, journal, views } = this.#world;
    Object.assign(weather, { lateRate: 0, answerMs: 0, slowRate: 0 });
    await life.settle();
    await this.#world.quiet();
    await this.#takeUp();
    await operator.readLetters(life);
    const known = { letters: operator.letters, lettersFrom: this.#lettersFrom, trimmedTo: this.#trimmedTo };
    const found = differences(journal, this.#records(), known);
    this.#lettersFrom = life.clock.now() + 1;
    journal.prune(50);
    const others = await busDifferences(this.#world);
    if (!count(others) && this.#world.draw.chance(STORMS)) await this.#storm();
    return together(found, others, { ...NONE, stale: views.wentBack });
  }

  /** Coalescing shows in the number of callbacks alone: what comes of it would be right without it, too. */
  async #storm(): Promise<void> {
    const { life, portal, views } = this.#world;
    const excess = await portal.storm(life, views, 'provider-1');
    if (excess) throw new Error(excess);
  }

  /** What the pipe gave up after 18 hours is redriven from the stream; once some of it is trimmed, after 24, the table is the truth. */
  async #takeUp(): Promise<void> {
    const { life, operator } = this.#world;
    const done = await life.during(operator.redrivePointers(life));
    if (done === 'trimmed') await this.#repair();
    else if (done === 'redriven') await life.runUntil(life.clock.now() + QUIET_MS);
  }

  /** The operator goes by the table. */
  async #repair(): Promise<void> {
    const { life, operator } = this.#world;
    this.#trimmedTo = life.clock.now();
    this.#lettersFrom = this.#trimmedTo + 1;
    await life.during(operator.backfill(life, 0));
    await life.during(operator.removeZombies(life, this.#records()));
    await life.runUntil(life.clock.now() + QUIET_MS);
  }

  #records(): IndexRecord[] {
    const answer = this.#world.life.saas.state('algolia', { index: 'inventory', limit: '100000' });
    return (answer as { state: { records: IndexRecord[] } }).state.records;
  }
}
