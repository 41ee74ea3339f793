import type { ExecutionListItem } from '@aws-sdk/client-sfn';
import type { Clients } from '../clients.ts';
import type { Workflow } from '../workflows.ts';
import { gathered, type KeyedExecution, keyedExecutions, together } from './key-log.ts';

/** An execution's first invocation comes at once; what is said later (of one that waits for a free place) a list leaves out. */
export const SAID_WITHIN_MS = 5 * 60_000;

/** What the write function's log says of the executions in a list, page by page and the newest first. The log is read once. */
export class PagedKeys {
  readonly #clients: Clients;
  readonly #workflow: Workflow;
  /** What was said of executions of this page and of older ones, which come in later pages. */
  readonly #said = new Map<string, KeyedExecution>();
  #readFrom = Number.POSITIVE_INFINITY;

  constructor(clients: Clients, workflow: Workflow) {
    this.#clients = clients;
    this.#workflow = workflow;
  }

  /** By ARN; those of which nothing was said are left out. */
  async of(page: readonly ExecutionListItem[]): Promise<ReadonlyMap<string, KeyedExecution>> {
    await this.#read(page.map(({ startDate }) => startDate?.getTime() ?? 0));
    const own = new Map<string, KeyedExecution>();
    for (const { executionArn: arn = '' } of page) {
      const said = this.#said.get(arn);
      if (said) own.set(arn, said);
      this.#said.delete(arn);
    }
    return own;
  }

  async #read(starts: readonly number[]): Promise<void> {
    if (!starts.length) return;
    const from = starts.reduce((least, start) => Math.min(least, start));
    const newest = starts.reduce((most, start) => Math.max(most, start));
    const to = Math.min(newest + SAID_WITHIN_MS, this.#readFrom - 1);
    this.#readFrom = Math.min(this.#readFrom, from);
    if (to < from) return;
    const said = await gathered(keyedExecutions(this.#clients, this.#workflow, { from, to }));
    for (const [arn, one] of said) {
      const later = this.#said.get(arn);
      this.#said.set(arn, later ? together(one, later) : one);
    }
  }
}
