import type { Clients } from './clients.ts';
import { type QueueDepth, queueDepth } from './depths.ts';
import { type PipeState, pipeState } from './pipe-state.ts';
import type { DeadLetterQueue, Workflow } from './workflows.ts';

/** How a workflow stands at this moment: what its pipe does, and how much each of its queues holds. */
export interface Standing {
  readonly pipe: PipeState;
  /** Between bus and pipe; a stream has no queue. */
  readonly backlog?: QueueDepth;
  readonly deadLetters: readonly (DeadLetterQueue & QueueDepth)[];
}

export async function standingOf(clients: Clients, workflow: Workflow): Promise<Standing> {
  const { pipe, queue, deadLetterQueues } = workflow;
  const [state, backlog, ...deadLetters] = await Promise.all([
    pipeState(clients, pipe),
    queue === undefined ? undefined : queueDepth(clients, queue),
    ...deadLetterQueues.map(async (one) => ({ ...one, ...(await queueDepth(clients, one.name)) })),
  ]);
  return { pipe: state, ...(backlog && { backlog }), deadLetters };
}
