import { Command } from 'commander';
import { keepMemoryFlat } from '../memory.ts';

/** `penstock demo`: one shot of everything, under faults, with a record-by-record comparison at the end. */
export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'load the sample catalogue, change it, sign users up, switch faults on for a while, ' +
        'then compare source and target record by record; ends with 1 on any difference',
    )
    .option('--json', 'print one JSON object and nothing else', false)
    .action(async (options: { json: boolean }) => {
      const { runDemo } = await import('../../demo/demo.ts');
      keepMemoryFlat();
      process.exitCode = await runDemo(options);
    });
}
