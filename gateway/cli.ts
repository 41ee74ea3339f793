import { join, resolve } from 'node:path';
import { Command } from 'commander';

const here = import.meta.dirname;
const DEFAULTS = {
  operations: [join(here, 'example', 'operations')],
  output: join(here, 'generated'),
  released: join(here, 'released'),
};

interface Common {
  readonly operations: readonly string[];
  readonly json: boolean;
}

/** `penstock gateway build|check|print|explain`. Modules are loaded when a command runs: the other commands start without graphql-js. */
export function gatewayCommand(): Command {
  const command = new Command('gateway').description(
    'the GraphQL gateway: compile the pages’ operations, check changes, explain calls',
  );
  command.addCommand(build()).addCommand(check()).addCommand(print()).addCommand(explain());
  return command;
}

const common = (command: Command): Command =>
  command
    .option('--operations <folders...>', 'folders with the pages’ .graphql files', DEFAULTS.operations)
    .option('--json', 'print one JSON object and nothing else', false);

function build(): Command {
  return common(new Command('build'))
    .description(
      'compile every registered operation; list what is wrong with sources and operations; ends with 1 if anything is',
    )
    .option('--output <folder>', 'where plans, manifest and schema go', DEFAULTS.output)
    .action(async (options: Common & { output: string }) => {
      const { runBuild } = await import('./cli/build.ts');
      process.exitCode = runBuild({ ...options, operations: options.operations.map((f) => resolve(f)) });
    });
}

function check(): Command {
  return common(new Command('check'))
    .description(
      'compare with the last release: breaking changes of the schema, call budgets that rose, and every registered operation, run over answers as the OpenAPI documents promise them',
    )
    .option('--released <folder>', 'the last release', DEFAULTS.released)
    .option('--accept', 'make what is now the release', false)
    .action(async (options: Common & { released: string; accept: boolean }) => {
      const { runCheck } = await import('./cli/check.ts');
      process.exitCode = await runCheck({ ...options, operations: options.operations.map((f) => resolve(f)) });
    });
}

function print(): Command {
  return new Command('print').description('print the schema as clients see it').action(async () => {
    const { runPrint } = await import('./cli/print.ts');
    runPrint();
  });
}

function explain(): Command {
  return common(new Command('explain'))
    .description('the plan of a registered operation, as a picture of its upstream calls')
    .argument('<operation>', 'its name')
    .action(async (operation: string, options: Common) => {
      const { runExplain } = await import('./cli/explain.ts');
      process.exitCode = runExplain(operation, { ...options, operations: options.operations.map((f) => resolve(f)) });
    });
}
