import type { Command } from 'commander';
import type { LagOptions } from '../operate/lag.ts';
import { operateCommand, withClients } from './operate-options.ts';

/** `penstock lag`: how far each workflow is behind. */
export function lagCommand(): Command {
  const command = ofWorkflow(
    operateCommand(
      'lag',
      'per workflow: the oldest change that waits, in flight, dead letters, rate, delay, throttling, drift',
    ),
  );
  return command.action(async () => {
    const options = command.opts<LagOptions>();
    const { showLag } = await import('../operate/lag.ts');
    await withClients(options, (clients) => showLag(clients, options));
  });
}

/** `penstock health`: what somebody should look at; ends with 2 if a workflow is not well. */
export function healthCommand(): Command {
  const command = ofWorkflow(
    operateCommand('health', 'what is not well, and the command that shows more; ends with 2 then'),
  );
  return command.action(async () => {
    const options = command.opts<LagOptions>();
    const { showHealth } = await import('../operate/lag.ts');
    process.exitCode = await withClients(options, (clients) => showHealth(clients, options));
  });
}

function ofWorkflow(command: Command): Command {
  return command.option('--workflow <name>', 'of one workflow alone');
}
