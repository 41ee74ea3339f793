import type { Clients } from '../../ops/clients.ts';
import { OperationError } from '../../ops/errors.ts';
import { type NativeRedrive, redriveNatively } from '../../ops/executions/redrive.ts';
import { chooseWorkflows } from '../../ops/workflows.ts';
import { note, print, table } from './print.ts';
import type { RedriveCommandOptions } from './redrive.ts';

/** Lets failed Standard executions go on where they failed, on the definition that they began with. */
export async function sameDefinition(clients: Clients, options: RedriveCommandOptions): Promise<number> {
  if (!options.workflow) throw new OperationError('--same-definition needs --workflow: it redrives failed executions');
  const [workflow] = await chooseWorkflows(clients, options.workflow, options.stack);
  if (!workflow) return 1;
  const query = {
    from: options.since ?? Date.now() - 14 * 86_400_000,
    ...(options.until !== undefined && { to: options.until }),
    ...(options.key !== undefined && { key: options.key }),
    ...(options.error !== undefined && { error: options.error }),
    limit: 1_000,
  };
  const results: readonly NativeRedrive[] = await redriveNatively(clients, workflow, query, !options.yes);
  print(options.json, { executions: results }, () =>
    results.length
      ? table(
          ['execution', 'outcome', 'reason'],
          results.map(({ arn, outcome, reason }) => [arn, outcome, reason ?? null]),
        )
      : 'no failed executions',
  );
  if (!options.yes) note('nothing was done: add --yes to redrive them');
  return results.some(({ outcome }) => outcome === 'failed') ? 2 : 0;
}
