import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import type { Clients } from '../../ops/clients.ts';
import { listWorkflows } from '../../ops/workflows.ts';
import { until } from './until.ts';

/** Resolves when no Standard execution runs any more, so that a runtime in this process ends with nothing under way. */
export async function atRest(clients: Clients): Promise<void> {
  const machines = (await listWorkflows(clients)).filter(({ style }) => style === 'event');
  const running = async () => {
    const lists = machines.map(({ machineArn: stateMachineArn }) =>
      clients.states.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 })),
    );
    return (await Promise.all(lists)).flatMap(({ executions = [] }) => executions).length;
  };
  await until(running, (count) => count === 0);
}
