import { errorText, RETRYABLE_ERRORS } from '../../functions/errors.ts';
import { Pace } from '../backfill/pace.ts';
import { chunksOf } from '../chunks.ts';
import type { Clients } from '../clients.ts';
import { NoPermissionError, NotFoundError } from '../errors.ts';
import { each } from '../parallel.ts';
import type { Workflow } from '../workflows.ts';
import type { HeldLetter } from './hold.ts';
import type { Ended } from './outcome.ts';
import type { Plan, PlannedEvent } from './plan.ts';
import { compare, type Redriven, type RedriveOptions } from './redrive.ts';
import type { Settler } from './settle.ts';
import { Machine } from './start.ts';
import { NOTHING } from './unfold.ts';

/** So many failures in a row are an outage, and no fault of the events. */
const OUTAGE = 10;

/** As a pipe hands them over: an execution's input ends at 256 KiB. */
const EVENTS_AN_EXECUTION = 50;
const INPUT_BYTES = 200_000;

export type RunOptions = RedriveOptions & { readonly atOnce: number; readonly waitMs: number };

/** Carries out what was planned, in rounds: first the newest event of each key, then the second newest, and so on. */
export class Run {
  readonly problems: string[] = [];
  complete = true;
  readonly #machine: Machine;
  readonly #groups: readonly (readonly PlannedEvent[])[];
  readonly #letters: Map<string, HeldLetter>;
  readonly #settler: Settler;
  readonly #options: RunOptions;
  readonly #redriven: Redriven[] = [];
  readonly #total: number;
  readonly #pace: Pace;
  #failures = 0;
  /** One by one until the machine has shown that it tells the events of a batch apart. */
  #most = 1;

  constructor(
    clients: Clients,
    workflow: Workflow,
    plan: Plan,
    held: readonly HeldLetter[],
    settler: Settler,
    options: RunOptions,
  ) {
    this.#machine = new Machine(clients, workflow, options.waitMs);
    this.#options = options;
    this.#pace = new Pace(options.rate);
    this.#settler = settler;
    const { pinned } = options;
    const wanted = (event: PlannedEvent) => !pinned || pinned.has(event.id);
    this.#groups = plan.groups.map((group) => group.filter(wanted)).filter((group) => group.length);
    this.#total = this.#groups.reduce((sum, group) => sum + group.length, 0);
    this.#letters = new Map(held.map((one) => [one.letter.id, one]));
    for (const group of plan.groups) for (const { letter } of group) settler.expect(letter);
  }

  async all(): Promise<Redriven[]> {
    for (let round = 0; ; round++) {
      const events = this.#groups.flatMap((group) => group[round] ?? []);
      if (!events.length) return this.#redriven;
      await this.#round(events);
    }
  }

  async #round([first, ...rest]: readonly PlannedEvent[]): Promise<void> {
    if (first) await this.#batch([first]);
    const batches = chunksOf(rest, this.#most, INPUT_BYTES, sizeOf);
    await each(batches, this.#options.atOnce, (batch) => this.#batch(batch));
  }

  async #batch(batch: readonly PlannedEvent[]): Promise<void> {
    if (this.#stopped()) return;
    await this.#pace.wait(batch.length);
    const real = batch.filter(({ event }) => event !== NOTHING);
    const carried = await this.#carryOut(real);
    const ended = new Map(real.map((event, index) => [event, carried[index]]));
    for (const event of batch) this.#ended(event, ended.get(event) ?? { outcome: 'superseded' });
    await this.#settler.settle();
  }

  #stopped(): boolean {
    if (this.#options.signal?.aborted || this.#failures >= OUTAGE) this.complete = false;
    return !this.complete;
  }

  #ended(event: PlannedEvent, ended: Ended): void {
    const foreseen = this.#options.pinned?.get(event.id) ?? event.preview.outcome;
    const { id, letter, workflow, kind, key, version } = event;
    const about = { id, letter, workflow, kind, ...(key !== undefined && { key }), ...(version && { version }) };
    const redriven = { ...about, ...ended, foreseen, comparison: compare(foreseen, ended.outcome) };
    this.#redriven.push(redriven);
    this.#countFailures(ended);
    this.#options.onProgress?.(this.#redriven.length, this.#total);
    const held = this.#letters.get(letter);
    if (held) this.#settler.ended(held, redriven);
  }

  /** A batch that fails by the fault of one of its events is divided, as a pipe would. */
  async #carryOut(events: readonly PlannedEvent[]): Promise<readonly Ended[]> {
    const ended = await this.#once(events);
    if (events.length < 2 || !ended.some(mayBeOnesFault) || this.#stopped()) return ended;
    const middle = Math.ceil(events.length / 2);
    return [...(await this.#carryOut(events.slice(0, middle))), ...(await this.#carryOut(events.slice(middle)))];
  }

  async #once(events: readonly PlannedEvent[]): Promise<readonly Ended[]> {
    try {
      const { ended, tellsApart } = await this.#machine.carryOut(events);
      if (tellsApart) this.#most = Math.min(EVENTS_AN_EXECUTION, this.#options.rate ?? EVENTS_AN_EXECUTION);
      return ended;
    } catch (error) {
      // Without the machine, or without permission, nothing can be done about any of them.
      if (error instanceof NotFoundError || error instanceof NoPermissionError) this.#giveUp(errorText(error));
      const reason = error instanceof Error ? error.name : 'Error';
      return events.map(() => ({ outcome: 'failed', reason, error: errorText(error) }));
    }
  }

  #giveUp(why: string): void {
    if (this.complete) this.problems.push(why);
    this.complete = false;
  }

  #countFailures({ outcome, reason }: Ended): void {
    this.#failures = outcome === 'failed' ? this.#failures + 1 : 0;
    if (this.#failures < OUTAGE) return;
    this.#giveUp(
      `${OUTAGE} failures in a row (${reason}): stopped; the letters are where they were, so run it again later`,
    );
  }
}

const sizeOf = ({ event }: PlannedEvent) => (event === NOTHING ? 0 : Buffer.byteLength(JSON.stringify(event)) + 1);

const PASSING = new Set<string>(RETRYABLE_ERRORS);

function mayBeOnesFault({ outcome, reason = '' }: Ended): boolean {
  return outcome === 'failed' && !PASSING.has(reason) && !reason.startsWith('Lambda.');
}
