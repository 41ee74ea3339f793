import type { JsonObject } from '../../functions/json.ts';
import type { Preview } from '../../functions/operate/preview.ts';
import type { Clients } from '../clients.ts';
import { readLetters } from '../dead-letters/read.ts';
import type { DeadLetter } from '../dead-letters/types.ts';
import { findExecutions } from '../executions/find.ts';
import { showExecution } from '../executions/show.ts';
import { take } from '../parallel.ts';
import type { Workflow } from '../workflows.ts';
import { type Passage, passage } from './passage.ts';
import { sourceRow } from './source.ts';
import { targetOf } from './target.ts';

export interface Trace {
  readonly workflow: string;
  readonly key: string;
  /** The source's row, of a workflow behind a table. */
  readonly source?: JsonObject;
  /** What the target holds, and what the source's row would do there now: `superseded` says that the target is up to date. */
  readonly target?: Pick<Preview, 'held' | 'outcome' | 'reason' | 'error'>;
  readonly passages: readonly Passage[];
  readonly letters: readonly DeadLetter[];
  readonly problems: readonly string[];
}

/** Where a business key came from, each execution that touched it, what was parked, and what the target holds now. */
export async function trace(
  clients: Clients,
  workflow: Workflow,
  key: string,
  { from, limit, now = Date.now() }: { readonly from: number; readonly limit: number; readonly now?: number },
): Promise<Trace> {
  const query = { key, from, to: now, limit };
  const [executions, { letters, problems }, source] = await Promise.all([
    take(findExecutions(clients, workflow, query, now), limit),
    readLetters(clients, workflow, { key }),
    sourceRow(clients, workflow, key),
  ]);
  const passages: Passage[] = [];
  for (const { arn, startedAt } of executions)
    passages.push(
      await passage(clients, workflow, key, await showExecution(clients, workflow, arn, { startedAt, now })),
    );
  const target = source && (await targetOf(clients, workflow, key, source));
  return {
    workflow: workflow.name,
    key,
    ...(source && { source: source.row }),
    ...(target && { target }),
    passages,
    letters,
    problems,
  };
}
