import { OperationFailed, WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import type { Preview } from '../../functions/operate/preview.ts';
import { chunksOf } from '../chunks.ts';
import type { Clients } from '../clients.ts';
import { each } from '../parallel.ts';
import type { Workflow } from '../workflows.ts';
import type { Progress } from './hold.ts';
import type { DeadLetter } from './types.ts';
import { type Left, type LetterEvent, NOTHING, unfold } from './unfold.ts';

/** One event of a dead letter, and what a redrive would make of it. */
export interface PlannedEvent extends LetterEvent {
  readonly preview: Preview;
}

export interface Plan {
  /** In the order of the redrive: the events of a key one after the other, the newest first. */
  readonly groups: readonly (readonly PlannedEvent[])[];
  /** Letters that cannot be redriven, and why: they stay where they are. */
  readonly left: Left;
}

export interface PlanOptions {
  readonly progress?: Progress | undefined;
  /** Once it aborts, nothing more is asked, and the plan is of no use. */
  readonly signal?: AbortSignal;
}

const AT_ONCE = 4;

/** An invocation takes 6 MB; its answer holds what the target has and would have. */
const MOST_EVENTS = 100;
const MOST_BYTES = 1_500_000;

/**
 * What a redrive of these letters would do, by the deployed function's own contract and projection, and what the target holds. Of
 * several events of a key the newest that can be applied is, and the older ones are superseded by it.
 */
export async function planRedrive(
  clients: Clients,
  workflow: Workflow,
  letters: readonly DeadLetter[],
  { progress, signal }: PlanOptions = {},
): Promise<Plan> {
  const { events, left } = await unfold(clients, workflow, letters);
  const write = new WorkflowFunction(clients.functions, workflow.writeFunction, { tries: 3 });
  const planned: PlannedEvent[] = [];
  await each(chunksOf(events, MOST_EVENTS, MOST_BYTES, sizeOf), AT_ONCE, async (batch) => {
    if (signal?.aborted) return;
    const previews = await ask(write, batch);
    planned.push(...batch.map((event, index) => withPreview(event, previews[index] ?? { outcome: 'unknown' })));
    progress?.(planned.length, events.length);
  });
  return { groups: inOrder(planned), left };
}

const sizeOf = ({ event }: LetterEvent) => (event === NOTHING ? 0 : JSON.stringify(event).length);

/** A function that cannot be asked (an older deployment, an outage) leaves the outcome unknown, and says why. */
async function ask(write: WorkflowFunction, batch: readonly LetterEvent[]): Promise<Preview[]> {
  const real = batch.filter(({ event }) => event !== NOTHING);
  let answers: Preview[];
  try {
    answers = real.length
      ? await write.ask<Preview[]>({ operation: 'preview', events: real.map(({ event }) => event) })
      : [];
  } catch (error) {
    if (!(error instanceof OperationFailed)) throw error;
    answers = real.map(() => ({ outcome: 'unknown', reason: error.type, error: error.message }));
  }
  if (!Array.isArray(answers)) answers = [];
  return batch.map(({ event }) => (event === NOTHING ? { outcome: 'superseded' } : answers.shift())) as Preview[];
}

function withPreview(event: LetterEvent, preview: Preview): PlannedEvent {
  const { key = event.key, version = event.version } = preview;
  return { ...event, preview, ...(key !== undefined && { key }), ...(version !== undefined && { version }) };
}

/** Groups by key, the newest first; what only one of a key can have, the newest gets. */
function inOrder(planned: readonly PlannedEvent[]): PlannedEvent[][] {
  const groups = new Map<string, PlannedEvent[]>();
  for (const event of planned) {
    const name = event.key ?? `\n${event.id}`;
    const group = groups.get(name);
    if (group) group.push(event);
    else groups.set(name, [event]);
  }
  return [...groups.values()].map(collapse);
}

function collapse(group: PlannedEvent[]): PlannedEvent[] {
  // Of equal versions (the same event, delivered twice) the order must be the same in the preview and in the redrive.
  group.sort((a, b) => (b.version ?? 0) - (a.version ?? 0) || (a.id < b.id ? -1 : 1));
  const newest = group.find(({ preview }) => preview.outcome === 'applied');
  if (newest?.version === undefined) return group;
  const superseded = { outcome: 'superseded' as const, reason: `by version ${newest.version}` };
  return group.map((event) =>
    event === newest || event.preview.outcome !== 'applied'
      ? event
      : { ...event, preview: { ...event.preview, ...superseded } },
  );
}
