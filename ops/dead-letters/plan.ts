import { OperationFailed, WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import { withinBudget } from '../../functions/compact/budget.ts';
import { errorText } from '../../functions/errors.ts';
import type { Preview } from '../../functions/operate/preview.ts';
import type { Clients } from '../clients.ts';
import { each } from '../parallel.ts';
import type { LetterKind, Workflow } from '../workflows.ts';
import type { Progress } from './read.ts';
import { rowsOf } from './source.ts';
import { GONE, readPointed } from './stream.ts';
import type { DeadLetter } from './types.ts';

/** One event of a dead letter (a pointer has several), and what a redrive would make of it. */
export interface PlannedEvent {
  /** The letter's id; of a pointer's events, with their number: `id#2`. */
  readonly id: string;
  readonly letter: string;
  readonly workflow: string;
  readonly kind: LetterKind;
  readonly key?: string;
  readonly version?: number;
  readonly preview: Preview;
  readonly event: unknown;
}

export interface Plan {
  /** In the order of the redrive: the events of a key one after the other, the newest first. */
  readonly groups: readonly (readonly PlannedEvent[])[];
  /** Letters that cannot be redriven, and why: they stay where they are. */
  readonly left: readonly { readonly letter: DeadLetter; readonly why: string }[];
}

const AT_ONCE = 4;

/** An invocation takes 6 MB; its answer holds what the target has and would have. */
const MOST_EVENTS = 50;
const MOST_BYTES = 1_500_000;

/**
 * What a redrive of these letters would do, by the deployed function's own contract and projection, and what the target holds. Of
 * several events of a key the newest that can be applied is, and the older ones are superseded by it.
 */
export async function planRedrive(
  clients: Clients,
  workflow: Workflow,
  letters: readonly DeadLetter[],
  progress?: Progress,
): Promise<Plan> {
  const { events, left } = await unfold(clients, workflow, letters);
  const write = new WorkflowFunction(clients.functions, workflow.writeFunction, { tries: 3 });
  const planned: PlannedEvent[] = [];
  await each(batches(events), AT_ONCE, async (batch) => {
    const previews = await ask(write, batch);
    planned.push(...batch.map((event, index) => withPreview(event, previews[index] ?? { outcome: 'unknown' })));
    progress?.(planned.length, events.length);
  });
  return { groups: inOrder(planned), left };
}

type Unplanned = Omit<PlannedEvent, 'preview'>;

/** The events in letters: most have one. */
async function unfold(clients: Clients, workflow: Workflow, letters: readonly DeadLetter[]) {
  const events: Unplanned[] = [];
  const left: { letter: DeadLetter; why: string }[] = [];
  for (const letter of letters) {
    const { id, kind, key, version, event, pointer, workflow: name } = letter;
    const base = { letter: id, workflow: name, kind, ...(key !== undefined && { key }), ...(version && { version }) };
    if (event !== undefined) events.push({ ...base, id, event });
    else if (!pointer) left.push({ letter, why: letter.error });
    else {
      try {
        const changes = await pointedTo(clients, workflow, pointer);
        changes.forEach((change, index) => {
          events.push({ ...base, id: `${id}#${index + 1}`, key: change.key, event: change });
        });
        if (!changes.length) events.push({ ...base, id, event: NOTHING });
      } catch (error) {
        left.push({ letter, why: `its records cannot be read: ${errorText(error)}` });
      }
    }
  }
  return { events, left };
}

/** A pointer whose records are no changes (tombstones that were swept) has nothing to carry over: its letter is done with. */
export const NOTHING = Symbol('nothing');

async function pointedTo(clients: Clients, { source }: Workflow, pointer: NonNullable<DeadLetter['pointer']>) {
  const changes = await readPointed(clients, pointer);
  if (changes !== GONE) return changes.flatMap((change) => withinBudget([change]));
  if (!('table' in source)) return [];
  return (await rowsOf(clients, source.table, pointer)).flatMap((change) => withinBudget([change]));
}

function* batches(events: readonly Unplanned[]): Generator<Unplanned[]> {
  let [batch, bytes]: [Unplanned[], number] = [[], 0];
  for (const event of events) {
    const size = event.event === NOTHING ? 0 : JSON.stringify(event.event).length;
    if (batch.length && (batch.length >= MOST_EVENTS || bytes + size > MOST_BYTES)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length) yield batch;
}

/** A function that cannot be asked (an older deployment, an outage) leaves the outcome unknown, and says why. */
async function ask(write: WorkflowFunction, batch: readonly Unplanned[]): Promise<Preview[]> {
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

function withPreview(event: Unplanned, preview: Preview): PlannedEvent {
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
  let newest: number | undefined;
  return (
    group
      // Of equal versions (the same event, delivered twice) the order must be the same in the preview and in the redrive.
      .sort((a, b) => (b.version ?? 0) - (a.version ?? 0) || (a.id < b.id ? -1 : 1))
      .map((event) => {
        if (event.preview.outcome !== 'applied') return event;
        newest ??= event.version;
        if (newest === undefined || first(group, event)) return event;
        return {
          ...event,
          preview: { ...event.preview, outcome: 'superseded' as const, reason: `by version ${newest}` },
        };
      })
  );
}

const first = (group: readonly PlannedEvent[], event: PlannedEvent) =>
  group.find(({ preview }) => preview.outcome === 'applied') === event;
