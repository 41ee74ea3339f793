import type { Clients } from '../../ops/clients.ts';
import { type Depth, LetterQueue } from '../../ops/dead-letters/queue.ts';
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

  async now(): Promise<Depth & { readonly all: number }> {
    const depths = await Promise.all(this.#queues.map((queue) => queue.depth()));
    const sum = (of: keyof Depth) => depths.reduce((total, depth) => total + depth[of], 0);
    return { visible: sum('visible'), hidden: sum('hidden'), all: sum('visible') + sum('hidden') };
  }
}
