import type { Clients } from '../../ops/clients.ts';
import { LetterQueue } from '../../ops/dead-letters/queue.ts';
import { listWorkflows } from '../../ops/workflows.ts';

/** How many dead letters there are, without receiving any. */
export class Depths {
  readonly #queues: readonly LetterQueue[];

  private constructor(queues: readonly LetterQueue[]) {
    this.#queues = queues;
  }

  static async open(clients: Clients): Promise<Depths> {
    const queues = (await listWorkflows(clients)).flatMap(({ deadLetterQueues }) => deadLetterQueues);
    return new Depths(queues.map(({ name }) => new LetterQueue(clients.queues, name)));
  }

  async now(): Promise<{ readonly hidden: number; readonly all: number }> {
    const depths = await Promise.all(this.#queues.map((queue) => queue.depth()));
    const hidden = depths.reduce((sum, { inFlight }) => sum + inFlight, 0);
    return { hidden, all: depths.reduce((sum, { visible }) => sum + visible, hidden) };
  }
}
