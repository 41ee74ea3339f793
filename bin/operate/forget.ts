import type { Clients } from '../../ops/clients.ts';
import { type Forgotten, forget } from '../../ops/forget.ts';
import { planReplay, type Replayed, replay, tooRecent } from '../../ops/replay.ts';
import { chooseWorkflows, findWorkflow } from '../../ops/workflows.ts';
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
      ...found.flatMap(({ remainders }) => remainders.map(({ what, until }) => `stays: ${what} (until ${until})`)),
    ].join('\n'),
  );
  for (const problem of found.flatMap(({ problems }) => problems)) note(`! ${problem}`);
  if (!options.yes) note('nothing was done: add --yes to remove them for good');
  return found.some(({ problems, letters, removed }) => problems.length || (options.yes && removed < letters)) ? 2 : 0;
}

export interface ReplayOptions extends OperateOptions {
  readonly since: number;
  readonly until: number;
  readonly yes: boolean;
}

/** Replays a window of an archive through one workflow, or, without `--yes`, says which archive and which rules. */
export async function replayWindow(clients: Clients, name: string, options: ReplayOptions): Promise<number> {
  const workflow = await findWorkflow(clients, name, options.stack);
  const plans = await planReplay(clients, workflow, options.since, options.until);
  for (const plan of plans) if (tooRecent(plan)) note(`! ${plan.archive}: an archive may lack the last ten minutes`);
  if (!options.yes) {
    print(options.json, { dryRun: true, replays: plans }, () =>
      table(
        ['archive', 'events in all', 'through'],
        plans.map(({ archive, events, rules }) => [archive, events, rules.join(' ')]),
      ),
    );
    note('nothing was done: add --yes to replay');
    return 0;
  }
  const done: Replayed[] = [];
  for (const plan of plans)
    done.push(await replay(clients, workflow, plan, (state) => note(`${plan.archive}: ${state}`)));
  print(options.json, { dryRun: false, replays: done }, () =>
    table(
      ['replay', 'state', 'reason'],
      done.map(({ name: replayed, state, reason }) => [replayed, state, reason ?? null]),
    ),
  );
  return done.every(({ state }) => state === 'COMPLETED') ? 0 : 2;
}
