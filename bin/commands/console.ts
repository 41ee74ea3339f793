import { Command } from 'commander';
import type { ConsoleCommandOptions } from '../console.ts';
import { address } from './address.ts';
import { port } from './local.ts';

/** `penstock console`: the web console over a runtime on this machine, or over AWS. */
export function consoleCommand(): Command {
  return new Command('console')
    .description('serve the web console on this machine: workflows, executions, dead letters; Ctrl-C ends it')
    .option('--port <number>', 'of the page (0: any free one)', port, 4570)
    .option('--endpoint <url>', 'of the AWS APIs (default: AWS_ENDPOINT_URL, or http://127.0.0.1:4566)', address)
    .option('--profile <name>', 'of ~/.aws/config: the console then shows AWS')
    .option('--region <name>', 'of the stack')
    .option('--stack <name>', 'whose workflows', 'Penstock')
    .option('--open', 'open the page in the browser', false)
    .option('--json', 'print the ready line as a JSON object', false)
    .action(async (options: ConsoleCommandOptions) => {
      const { runConsole } = await import('../console.ts');
      await runConsole(options);
    });
}
