import { chunksOf } from '../../ops/chunks.ts';
import type { Clients } from '../../ops/clients.ts';
import { discard } from '../../ops/dead-letters/discard.ts';
import { planRedrive } from '../../ops/dead-letters/plan.ts';
import { type Redriven, redrive } from '../../ops/dead-letters/redrive.ts';
import type { Workflow } from '../../ops/workflows.ts';
import { Channel } from './channel.ts';
import type { LetterBox } from './letter-box.ts';
import { previewOf } from './letter-preview.ts';
import type { Preview, PreviewPart, Progress } from './letter-shapes.ts';

/** The letters of one workflow that an action is about. */
export interface Share {
  readonly workflow: Workflow;
  readonly ids: readonly string[];
}

/** So many are told at once: a line each would be redrawn each. */
const PART = 500;

/**
 * What a redrive of these letters would do. They are foreseen as one act, however many: of several events of a key only one is
 * applied. Its progress is told meanwhile; what the target holds of each is asked for when somebody looks. It only reads.
 */
export async function* previewLetters(
  clients: Clients,
  letters: Pick<LetterBox, 'known' | 'foresee'>,
  shares: readonly Share[],
  signal: AbortSignal,
): AsyncGenerator<PreviewPart> {
  const total = shares.reduce((sum, { ids }) => sum + ids.length, 0);
  let done = 0;
  for (const { workflow, ids } of shares) {
    const channel = new Channel<number>();
    const progress = (planned: number, events: number) => channel.push((ids.length * planned) / events);
    const work = planRedrive(clients, workflow, letters.known(ids), { progress, signal });
    const end = () => channel.end();
    work.then(end, end);
    for await (const planned of channel) yield { done: done + Math.floor(planned), total, previews: [] };
    const { groups, left } = await work;
    if (signal.aborted) return;
    const events = Map.groupBy(groups.flat(), ({ letter }) => letter);
    letters.foresee(events);
    done += ids.length;
    const previews = [
      ...left.map(({ letter, why }): Preview => ({ id: letter.id, verdict: 'unknown', why, events: 0 })),
      ...[...events].map(([id, own]) => previewOf(id, own)),
    ];
    for (const part of chunksOf(previews, PART)) yield { done, total, previews: part };
  }
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
