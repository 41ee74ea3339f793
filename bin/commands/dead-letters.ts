import { Command, Option } from 'commander';
import type { ExportOptions, ListOptions, ShowLetterOptions } from '../operate/dead-letters.ts';
import { collect, moment, operateCommand, positive, withClients } from './operate-options.ts';

/** `penstock dead-letters`: one view over what was parked, and what queues, rules and pipes gave up. */
export function deadLettersCommand(): Command {
  return new Command('dead-letters')
    .description('what was parked by workflows, or given up by queues, rules and pipes: look, compare, redrive')
    .addCommand(listing())
    .addCommand(showing())
    .addCommand(exporting());
}

/** The options that say which letters. */
export function choosing(command: Command): Command {
  return command
    .option('--workflow <name>', 'of one workflow alone')
    .addOption(
      new Option('--kind <kind>', 'parked, pipe, queue or rule; may be repeated').argParser(
        (value: string, before: readonly string[] | undefined) => collect(value, before),
      ),
    )
    .option('--key <key>', 'of this business key')
    .option('--error <text>', 'whose reason or error contains this')
    .option('--id <id>', 'this letter; may be repeated', collect)
    .option('--since <when>', 'parked since: 15m, 2h, 3d, or a moment', moment)
    .option('--until <when>', 'parked before', moment);
}

function listing(): Command {
  const command = choosing(operateCommand('list', 'grouped by reason, by key, or one by one'))
    .addOption(new Option('--by <what>', 'group by').choices(['reason', 'key', 'none']).default('reason'))
    .option('--limit <count>', 'one by one: at the most', positive, 100);
  return command.action(async () => {
    const options = command.opts<ListOptions>();
    const { listLetters } = await import('../operate/dead-letters.ts');
    process.exitCode = await withClients(options, (clients) => listLetters(clients, options));
  });
}

function showing(): Command {
  const command = choosing(operateCommand('show', 'one letter with its payload').argument('<id>')).option(
    '--personal',
    'show personal data, which is masked otherwise',
    false,
  );
  return command.action(async (id: string) => {
    const options = command.opts<ShowLetterOptions>();
    const { showLetter } = await import('../operate/dead-letters.ts');
    await withClients(options, (clients) => showLetter(clients, id, options));
  });
}

function exporting(): Command {
  const command = choosing(
    operateCommand('export', 'write letters with their payloads as JSON lines; they stay in their queues'),
  )
    .option('--out <file>', 'instead of the standard output')
    .option('--personal', 'with personal data, which is masked otherwise', false);
  return command.action(async () => {
    const options = command.opts<ExportOptions>();
    const { exportLetters } = await import('../operate/dead-letters.ts');
    process.exitCode = await withClients(options, (clients) => exportLetters(clients, options));
  });
}
