import type { Preview } from '../../functions/operate/preview.ts';
import { Audit } from '../audit.ts';
import type { Clients } from '../clients.ts';
import type { Workflow } from '../workflows.ts';
import { type HeldLetter, holdLetters, type Progress, release } from './hold.ts';
import { Lease } from './lease.ts';
import type { Ended } from './outcome.ts';
import { type Plan, planRedrive } from './plan.ts';
import { Run } from './run.ts';
import { Settler } from './settle.ts';
import type { LetterFilter } from './types.ts';

export interface RedriveOptions {
  /** Events a second at the most; by default as fast as `atOnce` goes. */
  readonly rate?: number | undefined;
  /** Executions at once. */
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
  const lease = new Lease(holdS);
  const settler = new Settler(audit, lease);
  try {
    const hold = { seconds: holdS, onHeld: (one: HeldLetter) => lease.take(one) };
    const { held, problems } = await holdLetters(clients, workflow, filter, hold);
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

export function compare(foreseen: Preview['outcome'], outcome: Ended['outcome']): Comparison {
  if (foreseen === 'unknown' || foreseen === 'retry') return 'not foreseen';
  if (foreseen === outcome) return 'as foreseen';
  return foreseen === 'applied' && outcome === 'superseded' ? 'superseded since' : 'differs';
}
