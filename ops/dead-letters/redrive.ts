import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from '../../functions/errors.ts';
import type { Preview } from '../../functions/operate/preview.ts';
import { Audit } from '../audit.ts';
import type { Clients } from '../clients.ts';
import { NoPermissionError, NotFoundError } from '../errors.ts';
import { each } from '../parallel.ts';
import type { Workflow } from '../workflows.ts';
import { Lease } from './lease.ts';
import { NOTHING, type Plan, type PlannedEvent, planRedrive } from './plan.ts';
import { type HeldLetter, holdLetters, type Progress, release } from './read.ts';
import { Settler } from './settle.ts';
import { carryOut, type Ended } from './start.ts';
import type { LetterFilter } from './types.ts';

export interface RedriveOptions {
  /** Executions a second at the most; by default as fast as `atOnce` goes. */
  readonly rate?: number | undefined;
  readonly atOnce?: number;
  /** How long a Standard execution is waited for; what runs longer stays in the queue, and the next redrive asks again. */
  readonly waitMs?: number;
  /** For how long a message stays hidden after this process has died. */
  readonly holdS?: number;
  /** What a saved preview foresaw, by the event's id: only those are redriven, and compared with it. */
  readonly pinned?: ReadonlyMap<string, Preview['outcome']>;
  readonly onProgress?: Progress;
  readonly signal?: AbortSignal;
}

/**
 * How an outcome compares with what was foreseen: `as foreseen`; `superseded since`, because the target got something newer
 * meanwhile; `differs` (a target refused it only when it was written, or an outage).
 */
export type Comparison = 'as foreseen' | 'superseded since' | 'differs' | 'not foreseen';

export interface Redriven extends Ended {
  readonly id: string;
  readonly letter: string;
  readonly workflow: string;
  readonly kind: string;
  readonly key?: string;
  readonly version?: number;
  readonly foreseen: Preview['outcome'];
  readonly comparison: Comparison;
}

export interface RedriveResult {
  readonly redriven: readonly Redriven[];
  readonly left: Plan['left'];
  /** Messages that were removed from their queues. */
  readonly removed: number;
  readonly problems: readonly string[];
  /** False if it was told to end, or gave up in an outage: the rest is in the queues, and the same command goes on. */
  readonly complete: boolean;
}

const DEFAULTS = { atOnce: 8, waitMs: 60_000, holdS: 60 };

/** So many failures in a row are an outage, and no fault of the events. */
const OUTAGE = 10;

/**
 * Carries dead letters out again, on the workflow's current definition. A message is removed only when the outcome of all of its
 * events is known and the audit log has it; what is parked again is in the queue again, as a new message. To stop it, kill it, or run it twice
 * loses nothing: what the target holds already is superseded.
 */
export async function redrive(
  clients: Clients,
  workflow: Workflow,
  filter: LetterFilter,
  options: RedriveOptions = {},
): Promise<RedriveResult> {
  const { holdS, ...limits } = { ...DEFAULTS, ...options };
  const audit = await Audit.open(clients, workflow.auditLogGroup, 'redrive');
  const { held, problems } = await holdLetters(clients, workflow, filter, holdS);
  const lease = new Lease(held, holdS);
  const settler = new Settler(audit, lease);
  try {
    const plan = await planRedrive(
      clients,
      workflow,
      held.map(({ letter }) => letter),
    );
    const run = new Run(clients, workflow, plan, held, settler, limits);
    const redriven = await run.all();
    await settler.flush();
    const all = [...problems, ...settler.problems, ...lease.problems, ...run.problems];
    return { redriven, left: plan.left, removed: settler.removed, problems: all, complete: run.complete };
  } finally {
    await release(lease.end());
  }
}

class Run {
  readonly problems: string[] = [];
  complete = true;
  readonly #clients: Clients;
  readonly #workflow: Workflow;
  readonly #groups: PlannedEvent[][];
  readonly #letters: Map<string, HeldLetter>;
  readonly #settler: Settler;
  readonly #options: RedriveOptions & typeof LIMITS;
  readonly #redriven: Redriven[] = [];
  #failures = 0;
  #next = 0;

  constructor(
    clients: Clients,
    workflow: Workflow,
    plan: Plan,
    held: readonly HeldLetter[],
    settler: Settler,
    options: RedriveOptions & typeof LIMITS,
  ) {
    this.#clients = clients;
    this.#workflow = workflow;
    this.#options = options;
    this.#settler = settler;
    const { pinned } = options;
    const wanted = (event: PlannedEvent) => !pinned || pinned.has(event.id);
    this.#groups = plan.groups.map((group) => group.filter(wanted)).filter((group) => group.length);
    this.#letters = new Map(held.map((one) => [one.letter.id, one]));
    for (const group of plan.groups) for (const { letter } of group) settler.expect(letter);
  }

  async all(): Promise<Redriven[]> {
    const total = this.#groups.reduce((sum, group) => sum + group.length, 0);
    await each(this.#groups, this.#options.atOnce, async (group) => {
      // The newest first, one after the other: the order in which they were foreseen.
      for (const event of group) {
        if (this.#stopped()) return;
        await this.#pace();
        await this.#one(event);
        this.#options.onProgress?.(this.#redriven.length, total);
      }
    });
    return this.#redriven;
  }

  #stopped(): boolean {
    if (this.#options.signal?.aborted || this.#failures >= OUTAGE) this.complete = false;
    return !this.complete;
  }

  async #one(event: PlannedEvent): Promise<void> {
    const ended = await this.#carryOut(event);
    const foreseen = this.#options.pinned?.get(event.id) ?? event.preview.outcome;
    const { id, letter, workflow, kind, key, version } = event;
    const about = { id, letter, workflow, kind, ...(key !== undefined && { key }), ...(version && { version }) };
    const redriven = { ...about, ...ended, foreseen, comparison: compare(foreseen, ended.outcome) };
    this.#redriven.push(redriven);
    this.#countFailures(ended);
    const held = this.#letters.get(letter);
    if (held) await this.#settler.ended(held, redriven);
  }

  async #carryOut({ id, event }: PlannedEvent): Promise<Ended> {
    if (event === NOTHING) return { outcome: 'superseded' };
    try {
      return await carryOut(this.#clients, this.#workflow, id, event, this.#options.waitMs);
    } catch (error) {
      // Without the machine, or without permission, nothing can be done about any of them.
      if (error instanceof NotFoundError || error instanceof NoPermissionError) this.#giveUp(errorText(error));
      return { outcome: 'failed', reason: error instanceof Error ? error.name : 'Error', error: errorText(error) };
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

  /** One start each `1/rate` seconds, whoever starts. */
  async #pace(): Promise<void> {
    const { rate } = this.#options;
    if (!rate) return;
    const now = Date.now();
    this.#next = Math.max(now, this.#next + 1000 / rate);
    if (this.#next > now) await sleep(this.#next - now);
  }
}

const LIMITS = { atOnce: DEFAULTS.atOnce, waitMs: DEFAULTS.waitMs };

export function compare(foreseen: Preview['outcome'], outcome: Ended['outcome']): Comparison {
  if (foreseen === 'unknown' || foreseen === 'retry') return 'not foreseen';
  if (foreseen === outcome) return 'as foreseen';
  return foreseen === 'applied' && outcome === 'superseded' ? 'superseded since' : 'differs';
}
