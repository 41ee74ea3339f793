import { Command, InvalidArgumentError, Option } from 'commander';
import type { LetterKind } from '../../ops/workflows.ts';
import type { DiffOptions } from '../operate/diff.ts';
import type { DiscardOptions } from '../operate/discard.ts';
import type { ExportOptions } from '../operate/export-letters.ts';
import type { ListOptions } from '../operate/list-letters.ts';
import type { RedriveCommandOptions } from '../operate/redrive.ts';
import type { ShowLetterOptions } from '../operate/show-letter.ts';
import { collect, moment, operateCommand, positive, sinceOption, withClients } from './operate-options.ts';

/** `penstock dead-letters`: one view over what was parked, and what queues, rules and pipes gave up. */
export function deadLettersCommand(): Command {
  return new Command('dead-letters')
    .description('what was parked by workflows, or given up by queues, rules and pipes: look, compare, redrive')
    .addCommand(listing())
    .addCommand(showing())
    .addCommand(diffing())
    .addCommand(redriving())
    .addCommand(exporting())
    .addCommand(discarding());
}

/** The options that say which letters. */
export function choosing(command: Command): Command {
  return command
    .option('--workflow <name>', 'of one workflow alone')
    .option('--kind <kind>', `${LETTER_KINDS.join(', ')}; may be repeated`, kinds)
    .option('--key <key>', 'of this business key')
    .option('--error <text>', 'whose reason or error contains this')
    .option('--id <id>', 'this letter; may be repeated', collect)
    .addOption(sinceOption('parked since'))
    .option('--until <when>', 'parked before', moment);
}

const LETTER_KINDS: readonly LetterKind[] = ['parked', 'pipe', 'queue', 'rule'];

/** `--kind parked --kind rule`: commander's own choices take one alone. */
function kinds(value: string, before: readonly string[] = []): string[] {
  if (LETTER_KINDS.some((kind) => kind === value)) return collect(value, before);
  throw new InvalidArgumentError(`The kinds are ${LETTER_KINDS.join(', ')}.`);
}

function listing(): Command {
  const command = choosing(operateCommand('list', 'grouped by reason, by key, or one by one'))
    .addOption(new Option('--by <what>', 'group by').choices(['reason', 'key', 'none']).default('reason'))
    .option('--limit <count>', 'one by one: at the most', positive, 100);
  return command.action(async () => {
    const options = command.opts<ListOptions>();
    const { listLetters } = await import('../operate/list-letters.ts');
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
    const { showLetter } = await import('../operate/show-letter.ts');
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
    const { exportLetters } = await import('../operate/export-letters.ts');
    process.exitCode = await withClients(options, (clients) => exportLetters(clients, options));
  });
}

function diffing(): Command {
  const command = choosing(
    operateCommand(
      'diff',
      'per letter: what the target holds, and what a redrive would make of it; nothing is changed',
    ),
  )
    .option('--limit <count>', 'rows at the most', positive, 50)
    .option('--save <file>', 'keep the preview, to hold a redrive to it')
    .option('--personal', 'show personal data, which is masked otherwise', false);
  return command.action(async () => {
    const options = command.opts<DiffOptions>();
    const { diffLetters } = await import('../operate/diff.ts');
    process.exitCode = await withClients(options, (clients) => diffLetters(clients, options));
  });
}

function redriving(): Command {
  const command = choosing(
    operateCommand(
      'redrive',
      'carry letters out again on the current definition; without --yes it only says what it would do',
    ),
  )
    .option('--yes', 'do it', false)
    .option('--rate <count>', 'events a second at the most', positive)
    .option('--at-once <count>', 'executions at once', positive, 8)
    .option('--wait <seconds>', 'for a Standard execution to end; what runs longer stays in the queue', positive, 60)
    .option('--hold <seconds>', 'how long a message stays hidden should this process die', positive, 60)
    .option('--plan <file>', 'redrive what a saved preview foresaw (diff --save), and compare')
    .option('--same-definition', 'instead: let failed Standard executions go on where they failed', false)
    .option('--limit <count>', 'without --yes: rows at the most', positive, 50)
    .option('--personal', 'show personal data, which is masked otherwise', false)
    .addHelpText(
      'after',
      '\nCtrl-C ends it after the executions under way; the same command goes on. Ends with 2 if something is left.',
    );
  return command.action(async () => {
    const options = command.opts<RedriveCommandOptions>();
    const { redriveLetters } = await import('../operate/redrive.ts');
    process.exitCode = await withClients(options, (clients) => redriveLetters(clients, options));
  });
}

function discarding(): Command {
  const command = choosing(operateCommand('discard', 'remove letters for good; without --yes it only says how many'))
    .requiredOption('--reason <text>', 'for the audit log')
    .option('--yes', 'do it', false);
  return command.action(async () => {
    const options = command.opts<DiscardOptions>();
    const { discardLetters } = await import('../operate/discard.ts');
    process.exitCode = await withClients(options, (clients) => discardLetters(clients, options));
  });
}
