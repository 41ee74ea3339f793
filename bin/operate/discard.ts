import type { Clients } from '../../ops/clients.ts';
import { discard } from '../../ops/dead-letters/discard.ts';
import { readLetters } from '../../ops/dead-letters/read.ts';
import { chooseWorkflows } from '../../ops/workflows.ts';
import { filterOf, type LetterOptions } from './letters.ts';
import { note, print, table } from './print.ts';

export interface DiscardOptions extends LetterOptions {
  readonly reason: string;
  readonly yes: boolean;
}

/** Removes letters for good, or, without `--yes`, says how many. */
export async function discardLetters(clients: Clients, options: DiscardOptions): Promise<number> {
  const rows: { workflow: string; removed: number; problems: readonly string[] }[] = [];
  for (const workflow of await chooseWorkflows(clients, options.workflow, options.stack)) {
    if (options.yes)
      rows.push({ workflow: workflow.name, ...(await discard(clients, workflow, filterOf(options), options.reason)) });
    else {
      const { letters, problems } = await readLetters(clients, workflow, filterOf(options));
      rows.push({ workflow: workflow.name, removed: letters.length, problems });
    }
  }
  const head = options.yes ? 'removed' : 'would be removed';
  print(options.json, { dryRun: !options.yes, workflows: rows }, () =>
    table(
      ['workflow', head],
      rows.map(({ workflow, removed }) => [workflow, removed]),
    ),
  );
  if (!options.yes) note('nothing was done: add --yes to remove them for good (export keeps a copy)');
  for (const problem of rows.flatMap(({ problems }) => problems)) note(`! ${problem}`);
  return rows.some(({ problems }) => problems.length) ? 2 : 0;
}
