import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { placed } from './place.ts';

/** `penstock backfill <workflow>`: everything of the source once more, beside the live stream. */
export function backfillCommand(): Command {
  return placed(new Command('backfill'))
    .description(
      'apply every row of a workflow’s source to its target, beside the live stream; run it again after a kill to go on',
    )
    .argument('<workflow>', 'such as inventory-to-algolia')
    .option('--segments <number>', 'parallel segments of the scan', count, 4)
    .option('--page-size <number>', 'rows that are applied at once (at most 10,000)', count, 900)
    .option('--rate <items>', 'the most rows a second, where the target bears no more', count)
    .option('--dry-run', 'say what would be applied, superseded and refused; write nothing', false)
    .option('--restart', 'forget how far an earlier run had come', false)
    .option('--state <file>', 'where the progress is kept (default: .penstock/backfill-<workflow>.json)')
    .action(async (workflow: string, options) => {
      const { runBackfill } = await import('../backfill.ts');
      process.exitCode = await runBackfill(workflow, {
        ...options,
        state: options.state ?? join('.penstock', `backfill-${workflow}.json`),
      });
    });
}

/** @throws InvalidArgumentError, which commander prints with the option's name */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It takes a whole number from 1.');
  return value;
}
