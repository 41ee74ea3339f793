import type { Clients } from '../../ops/clients.ts';
import { discard } from '../../ops/dead-letters/discard.ts';
import { type PlannedEvent, planRedrive } from '../../ops/dead-letters/plan.ts';
import { type Redriven, redrive } from '../../ops/dead-letters/redrive.ts';
import type { Workflow } from '../../ops/workflows.ts';
import { Channel } from './channel.ts';
import type { LetterBox } from './letter-box.ts';
import type { Preview, Progress, Verdict } from './shapes.ts';

/** The letters of one workflow that an action is about. */
export interface Share {
  readonly workflow: Workflow;
  readonly ids: readonly string[];
}

/** So many letters are foreseen before the first of them is told. */
const PART = 200;

/** The worst of a letter's events is the letter's. */
const WORST: readonly Verdict[] = ['unknown', 'retry', 'parked', 'superseded', 'applied'];

/** What a redrive would do, letter by letter, as it becomes known. It only reads. */
export async function* previewLetters(
  clients: Clients,
  letters: LetterBox,
  shares: readonly Share[],
  signal: AbortSignal,
): AsyncGenerator<Preview> {
  for (const { workflow, ids } of shares)
    for (let first = 0; first < ids.length && !signal.aborted; first += PART) {
      const some = letters.known(ids.slice(first, first + PART));
      const { groups, left } = await planRedrive(clients, workflow, some);
      const events = Map.groupBy(groups.flat(), ({ letter }) => letter);
      letters.foresee(groups.flat());
      for (const { letter, why } of left) yield { id: letter.id, verdict: 'unknown', why, events: 0 };
      for (const [id, own] of events) yield previewOf(id, own);
    }
}

function previewOf(id: string, events: readonly PlannedEvent[]): Preview {
  const worst = WORST.find((verdict) => events.some(({ preview }) => preview.outcome === verdict)) ?? 'unknown';
  const shown = events.find(({ preview }) => preview.outcome === worst)?.preview;
  const why = [shown?.reason, shown?.error].filter(Boolean).join(': ') || reasonFor(worst, shown?.held?.version);
  return {
    id,
    verdict: worst,
    why,
    events: events.length,
    ...(shown?.held?.record && { before: shown.held.record }),
    ...(shown?.record && { after: shown.record }),
  };
}

function reasonFor(verdict: Verdict, held: number | undefined): string | null {
  if (verdict !== 'superseded') return null;
  return held === undefined ? 'nothing is left to do' : `the target holds version ${held} already`;
}

/**
 * Redrives letters, workflow by workflow, and tells its progress. If the page goes, it stops after those in flight; the others
 * stay in their queues. Letters that were previewed are compared with what was foreseen.
 */
export async function* redriveLetters(
  clients: Clients,
  letters: LetterBox,
  shares: readonly Share[],
  signal: AbortSignal,
): AsyncGenerator<Progress> {
  const total = shares.reduce((sum, { ids }) => sum + ids.length, 0);
  const outcomes: Record<string, number> = {};
  const problems: string[] = [];
  let [done, removed, foreseen, compared] = [0, 0, 0, 0];
  yield { done, total, outcomes, finished: false };
  for (const { workflow, ids } of shares) {
    const pinned = letters.foreseen(ids);
    const channel = new Channel<number>();
    const work = redrive(
      clients,
      workflow,
      { ids },
      { signal, ...(pinned && { pinned }), onProgress: (count) => channel.push(count) },
    );
    work.then(
      () => channel.end(),
      () => channel.end(),
    );
    for await (const count of channel)
      yield { done: done + Math.min(count, ids.length), total, outcomes, finished: false };
    const result = await work;
    done += ids.length;
    removed += result.removed;
    problems.push(...result.problems, ...result.left.map(({ letter, why }) => `${letter.key ?? letter.id}: ${why}`));
    count(result.redriven, outcomes);
    compared += pinned ? result.redriven.length : 0;
    foreseen += result.redriven.filter(({ comparison }) => comparison === 'as foreseen').length;
  }
  yield { done, total, outcomes, finished: true, removed, problems, ...(compared && { asForeseen: foreseen }) };
}

/** Removes letters for good; the audit log keeps which, and why. */
export async function* discardLetters(
  clients: Clients,
  shares: readonly Share[],
  reason: string,
  signal: AbortSignal,
): AsyncGenerator<Progress> {
  const total = shares.reduce((sum, { ids }) => sum + ids.length, 0);
  const problems: string[] = [];
  let [done, removed] = [0, 0];
  yield { done, total, outcomes: {}, finished: false };
  for (const { workflow, ids } of shares) {
    if (signal.aborted) break;
    const result = await discard(clients, workflow, { ids }, reason);
    done += ids.length;
    removed += result.removed;
    problems.push(...result.problems);
    yield { done, total, outcomes: { discarded: removed }, finished: false };
  }
  yield { done, total, outcomes: { discarded: removed }, finished: true, removed, problems };
}

function count(redriven: readonly Redriven[], outcomes: Record<string, number>): void {
  for (const { outcome } of redriven) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}
