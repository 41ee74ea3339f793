import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { gatewayCommand } from '../gateway/cli.ts';
import { backfillCommand } from './commands/backfill.ts';
import { consoleCommand } from './commands/console.ts';
import { deadLettersCommand } from './commands/dead-letters.ts';
import { demoCommand } from './commands/demo.ts';
import { executionsCommand } from './commands/executions.ts';
import { inHouseStyle } from './commands/house-style.ts';
import { healthCommand, lagCommand } from './commands/lag.ts';
import { localCommand } from './commands/local.ts';
import { reconcileCommand } from './commands/reconcile.ts';
import { reindexCommand } from './commands/reindex.ts';
import { forgetCommand, replayCommand, traceCommand } from './commands/trace.ts';
import { describeFailure } from './failure.ts';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {
  version: string;
};

const program = new Command('penstock')
  .description('Integration workflows on AWS Step Functions, fed by EventBridge Pipes: run them here, and operate them')
  .version(version)
  .addCommand(localCommand())
  .addCommand(demoCommand())
  .addCommand(consoleCommand())
  .addCommand(executionsCommand())
  .addCommand(deadLettersCommand())
  .addCommand(lagCommand())
  .addCommand(healthCommand())
  .addCommand(traceCommand())
  .addCommand(replayCommand())
  .addCommand(forgetCommand())
  .addCommand(backfillCommand())
  .addCommand(reconcileCommand())
  .addCommand(reindexCommand())
  .addCommand(gatewayCommand());

try {
  await inHouseStyle(program).parseAsync();
} catch (error) {
  console.error(describeFailure(error));
  process.exitCode = 1;
}
