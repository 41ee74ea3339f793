import { Command, InvalidArgumentError } from 'commander';
import type { ReconcileCommandOptions } from '../reconcile.ts';
import { count } from './backfill.ts';
import { placed } from './place.ts';

/** `penstock reconcile <workflow>`: does the target hold what the source says? */
export function reconcileCommand(): Command {
  return placed(new Command('reconcile'))
    .description('compare source and target by version while both change; ends with 1 if they differ in the end')
    .argument('<workflow>', 'such as inventory-to-algolia')
    .option('--repair', 'repair what differs, through the guards', false)
    .option('--content', 'compare what the records say as well, not only their versions', false)
    .option('--settle <seconds>', 'how long a suspect is given before it is looked at again', seconds, 10)
    .option('--segments <number>', 'parallel segments of the source’s scan', count, 4)
    .option('--show <number>', 'the most keys that are listed', count, 50)
    .addHelpText(
      'after',
      `
missing     the source has it, the target does not
stale       the target holds an older version
zombie      the source has deleted it, the target still shows it
unexpected  the target shows what the source does not know
ahead       the target holds a newer version than the source
different   the same version, other content (with --content)`,
    )
    .action(async (workflow: string, options: ReconcileCommandOptions) => {
      const { runReconcile } = await import('../reconcile.ts');
      process.exitCode = await runReconcile(workflow, options);
    });
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0)) throw new InvalidArgumentError('It takes a number of seconds.');
  return value;
}
