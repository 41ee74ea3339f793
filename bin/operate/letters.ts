import type { Clients } from '../../ops/clients.ts';
import { type Letters, readLetters } from '../../ops/dead-letters/read.ts';
import type { LetterFilter } from '../../ops/dead-letters/types.ts';
import { chooseWorkflows, type LetterKind, type Workflow } from '../../ops/workflows.ts';
import type { OperateOptions } from '../commands/operate-options.ts';
import { note, progressLine } from './print.ts';

/** Which letters a command is about. */
export interface LetterOptions extends OperateOptions {
  readonly workflow?: string;
  readonly kind?: readonly LetterKind[];
  readonly key?: string;
  readonly error?: string;
  readonly id?: readonly string[];
  readonly since?: number;
  readonly until?: number;
}

export function filterOf({ kind, key, error, id, since, until }: LetterOptions): LetterFilter {
  return {
    ...(kind && { kinds: kind }),
    ...(key !== undefined && { key }),
    ...(error !== undefined && { error }),
    ...(id && { ids: id }),
    ...(since !== undefined && { from: since }),
    ...(until !== undefined && { to: until }),
  };
}

/** What one workflow's queues hold, as far as it was asked for. */
export interface Found extends Letters {
  readonly workflow: Workflow;
}

/** Reads the dead letters of the workflows that the options name. */
export async function readFound(clients: Clients, options: LetterOptions): Promise<Found[]> {
  const workflows = await chooseWorkflows(clients, options.workflow, options.stack);
  const found: Found[] = [];
  for (const workflow of workflows) {
    const progress = progressLine(`reading the dead letters of ${workflow.name}:`);
    found.push({ workflow, ...(await readLetters(clients, workflow, filterOf(options), progress)) });
  }
  return found;
}

/** What could not be read, and what somebody else is at work on, is told beside the result. */
export function reported(found: readonly Found[]): string[] {
  for (const { workflow, hidden } of found)
    if (hidden) note(`${workflow.name}: ${hidden} message(s) are hidden, for somebody is at work on them`);
  const problems = found.flatMap(({ problems }) => problems);
  for (const problem of problems) note(`! ${problem}`);
  return problems;
}
