import { Command, Option } from 'commander';
import type { FindOptions, ShowOptions } from '../operate/executions.ts';
import { moment, operateCommand, positive, sinceOption, withClients } from './operate-options.ts';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'PARKED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE', 'UNKNOWN'];

/** `penstock executions`: what ran, by workflow, status, time, error and business key. */
export function executionsCommand(): Command {
  return new Command('executions')
    .description('what ran: Standard executions through their history, Express ones through their log')
    .addCommand(finding(operateCommand('list', 'the newest executions'), false))
    .addCommand(finding(operateCommand('search', 'the executions that touched a business key').argument('<key>'), true))
    .addCommand(showing());
}

function finding(command: Command, byKey: boolean): Command {
  command
    .option('--workflow <name>', 'of one workflow alone')
    .addOption(
      new Option('--status <status>', 'of this status (PARKED: it succeeded, and parked events)').choices(STATUSES),
    )
    .option('--error <text>', 'whose error or cause contains this')
    .addOption(sinceOption('started since', byKey ? '24h' : '1h'))
    .option('--until <when>', 'started before', moment)
    .option('--limit <count>', 'at the most', positive, byKey ? 20 : 50);
  if (byKey)
    command.option('--inputs', 'look for it in the events of Standard executions too: about 15 a second on AWS', false);
  return command.action(async (...values: unknown[]) => {
    const key = byKey ? String(values[0]) : undefined;
    const { since, until, ...options } = command.opts<FindOptions & { since: number; until?: number }>();
    const { listExecutions } = await import('../operate/executions.ts');
    const query = {
      ...options,
      from: since,
      ...(until !== undefined && { to: until }),
      ...(key !== undefined && { key }),
    };
    await withClients(options, (clients) => listExecutions(clients, query));
  });
}

function showing(): Command {
  const command = operateCommand('show', 'one execution: each step with its input, output and error')
    .argument('<arn>')
    .option(
      '--since <when>',
      'an Express execution started since (default: 24h): a nearer moment is found sooner',
      moment,
    )
    .option('--personal', 'show personal data, which is masked otherwise', false);
  return command.action(async (arn: string) => {
    const options = command.opts<ShowOptions>();
    const { showOne } = await import('../operate/executions.ts');
    await withClients(options, (clients) => showOne(clients, arn, options));
  });
}
