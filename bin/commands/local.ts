import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { LocalOptions } from '../local.ts';
import { keepMemoryFlat } from '../memory.ts';

/** `penstock local`: the synthesised template, running on this machine until Ctrl-C. */
export function localCommand(): Command {
  return new Command('local')
    .description('run the app’s synthesised template on this machine, with the sample catalogue; Ctrl-C ends it')
    .option(
      '--port <number>',
      'of the AWS endpoint; vendors’ stand-ins, gateway, console and page take the next five (0: any free ones)',
      port,
      4566,
    )
    .option('--data <folder>', 'where the data live (default: .penstock; with --empty: in memory)')
    .option('--empty', 'no template and no sample data, just the AWS endpoint', false)
    .option('--no-sample', 'the template, but not the sample catalogue')
    .option('--no-console', 'no web console (it takes the third port after the AWS endpoint’s)')
    .addOption(
      new Option('--durability <level>', 'what survives: full: a power cut; normal: kill -9; off: a clean end')
        .choices(['full', 'normal', 'off'])
        .default('normal'),
    )
    .option('--region <name>', 'of the ARNs', process.env.AWS_REGION ?? 'us-east-1')
    .option('--json', 'print the ready line and each table as one JSON object a line', false)
    .addHelpText(
      'after',
      '\nThen, in another terminal: AWS_ENDPOINT_URL=http://127.0.0.1:4566 aws stepfunctions list-state-machines',
    )
    .action(async (options: LocalOptions) => {
      const { runLocal } = await import('../local.ts');
      keepMemoryFlat();
      await runLocal({ ...options, data: options.data ?? (options.empty ? undefined : resolve('.penstock')) });
    });
}

/** @throws InvalidArgumentError, which commander prints with the option's name */
export function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_534)
    throw new InvalidArgumentError('A port is a number from 0 to 65534.');
  return value;
}
