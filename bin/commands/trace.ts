import { type Command, Option } from 'commander';
import type { ForgetOptions } from '../operate/forget.ts';
import type { ReplayOptions } from '../operate/replay.ts';
import type { TraceOptions } from '../operate/trace.ts';
import { moment, operateCommand, positive, sinceOption, withClients } from './operate-options.ts';

/** `penstock trace <key>`: from the write to what is visible, hop by hop. */
export function traceCommand(): Command {
  const command = operateCommand(
    'trace',
    'one business key: its source, each execution with the time of each hop and its cost, what is parked, what the target holds',
  )
    .argument('<key>', 'such as film-0001')
    .option('--workflow <name>', 'of one workflow alone')
    .addOption(sinceOption('executions since', '24h'))
    .option('--limit <count>', 'executions at the most', positive, 5)
    .option('--personal', 'show personal data, which is masked otherwise', false);
  return command.action(async (key: string) => {
    const options = command.opts<TraceOptions>();
    const { traceKey } = await import('../operate/trace.ts');
    await withClients(options, (clients) => traceKey(clients, key, options));
  });
}

/** `penstock forget <user>`: what is parked about a person, gone. */
export function forgetCommand(): Command {
  const command = operateCommand(
    'forget',
    'remove what is parked about a person, and name what cannot be removed; without --yes it only says what',
  )
    .argument('<user>', 'a user id or an e-mail address')
    .option('--yes', 'do it', false);
  return command.action(async (user: string) => {
    const options = command.opts<ForgetOptions>();
    const { forgetPerson } = await import('../operate/forget.ts');
    process.exitCode = await withClients(options, (clients) => forgetPerson(clients, user, options));
  });
}

/** `penstock replay <workflow>`: an archive's window once more, through one workflow. */
export function replayCommand(): Command {
  const command = operateCommand(
    'replay',
    'the events of an archive’s window once more, through one workflow; without --yes it only says which',
  )
    .argument('<workflow>', 'one that listens to a bus')
    .requiredOption('--since <when>', 'the window’s beginning: 2h, 3d, or a moment', moment)
    .addOption(new Option('--until <when>', 'its end').argParser(moment).default(Date.now(), 'now'))
    .option('--preview', 'look at each event: what the target holds, and what a replay would make of it', false)
    .option('--limit <count>', 'with --preview: rows at the most', positive, 50)
    .option('--personal', 'with --preview: show personal data, which is masked otherwise', false)
    .option('--yes', 'do it', false);
  return command.action(async (workflow: string) => {
    const options = command.opts<ReplayOptions>();
    const { replayWindow } = await import('../operate/replay.ts');
    process.exitCode = await withClients(options, (clients) => replayWindow(clients, workflow, options));
  });
}
