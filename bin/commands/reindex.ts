import { Command } from 'commander';
import type { ReindexCommandOptions } from '../reindex.ts';
import { count } from './backfill.ts';
import { placed } from './place.ts';

/** `penstock reindex <workflow>`: a new index with the settings of the code, in the place of the old one. */
export function reindexCommand(): Command {
  return placed(new Command('reindex'))
    .description(
      'fill a new index with the settings of the code while the old one is searched and written, then switch',
    )
    .argument('<workflow>', 'such as inventory-to-algolia')
    .option('--resume', 'go on with one that was begun', false)
    .option('--abort', 'give one up, or remove what one left behind', false)
    .option('--segments <number>', 'parallel segments of the scan', count, 4)
    .option('--page-size <number>', 'rows that are written at once (at most 10,000)', count, 900)
    .option('--rate <items>', 'the most rows a second, where the target bears no more', count)
    .option('--grace <seconds>', 'longer than the write function may run', count, 35)
    .option('--settle <seconds>', 'longer than the workflow’s lag', count, 10)
    .action(async (workflow: string, options: ReindexCommandOptions) => {
      const { runReindex } = await import('../reindex.ts');
      await runReindex(workflow, options);
    });
}
