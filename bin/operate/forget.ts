import type { Clients } from '../../ops/clients.ts';
import { type Forgotten, forget } from '../../ops/forget.ts';
import { chooseWorkflows } from '../../ops/workflows.ts';
import type { OperateOptions } from '../commands/operate-options.ts';
import { note, print, table } from './print.ts';

export interface ForgetOptions extends OperateOptions {
  readonly yes: boolean;
}

/** Resolves to the exit code: 2 if something about the person is left. */
export async function forgetPerson(clients: Clients, person: string, options: ForgetOptions): Promise<number> {
  const found: Forgotten[] = [];
  for (const workflow of await chooseWorkflows(clients, undefined, options.stack))
    found.push(await forget(clients, workflow, person, { dryRun: !options.yes }));
  print(options.json, { dryRun: !options.yes, workflows: found }, () =>
    [
      table(
        ['workflow', 'dead letters', options.yes ? 'removed' : 'would be removed'],
        found.map(({ workflow, letters, removed }) => [workflow, letters, options.yes ? removed : letters]),
      ),
      ...remaining(found),
    ].join('\n'),
  );
  for (const problem of found.flatMap(({ problems }) => problems)) note(`! ${problem}`);
  if (!options.yes) note('nothing was done: add --yes to remove them for good');
  return found.some(({ problems, letters, removed }) => problems.length || (options.yes && removed < letters)) ? 2 : 0;
}

/** An archive keeps the events of several workflows, and is named once. */
function remaining(found: readonly Forgotten[]): string[] {
  const lines = found.flatMap(({ remainders }) =>
    remainders.map(({ what, until }) => `stays: ${what} (until ${until})`),
  );
  return [...new Set(lines)];
}
