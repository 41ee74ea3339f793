import type { Clients } from '../clients.ts';
import { readLetter } from '../dead-letters/parse.ts';
import { type Plan, planRedrive } from '../dead-letters/plan.ts';
import { LetterQueue } from '../dead-letters/queue.ts';
import type { DeadLetter } from '../dead-letters/types.ts';
import { OperationError } from '../errors.ts';
import type { Workflow } from '../workflows.ts';
import { type ReplayPlan, run } from './replay.ts';
import { openSieve } from './sieve.ts';

export interface ReplayPreview extends Plan {
  readonly archive: string;
  /** The replay that filled the sieve. */
  readonly replay: string;
  readonly state: string;
}

/** A message that was received stays hidden for as long as reading the others may take; the queue goes with the preview. */
const HOLD_S = 900;

/** The last events may come a moment after the replay says that it is completed. */
const EMPTY_ANSWERS = 3;

/**
 * What a replay would do, event by event, by the deployed function's own contract and by what the target holds. Nobody can read an
 * archive, so the window is replayed into a queue of its own, through rules that are made for it, and removed again; the
 * workflow does not see these events.
 */
export async function previewReplay(
  clients: Clients,
  workflow: Workflow,
  plan: ReplayPlan,
  onState: (state: string) => void = () => undefined,
): Promise<ReplayPreview> {
  if (!plan.rules.length) throw new OperationError(`${workflow.name} has no rule on ${plan.bus}`);
  const name = `preview-${workflow.name}-${Date.now()}`.slice(-64);
  const bus = plan.bus.slice(plan.bus.indexOf('event-bus/') + 'event-bus/'.length);
  const sieve = await openSieve(clients, workflow, bus, plan.rules, name);
  try {
    const { state } = await run(clients, plan, name, sieve.rules, onState);
    const letters = await drain(clients, workflow, sieve.queue);
    return { archive: plan.archive, replay: name, state, ...(await planRedrive(clients, workflow, letters)) };
  } finally {
    await sieve.remove();
  }
}

async function drain({ queues }: Clients, workflow: Workflow, name: string): Promise<DeadLetter[]> {
  const queue = new LetterQueue(queues, name);
  const letters = new Map<string, DeadLetter>();
  for (let empty = 0; empty < EMPTY_ANSWERS; ) {
    const held = await queue.receive(HOLD_S);
    empty = held.length ? 0 : empty + 1;
    for (const { message } of held) {
      const letter = readLetter(message, workflow, { kind: 'queue', name });
      letters.set(letter.id, letter);
    }
  }
  return [...letters.values()];
}
