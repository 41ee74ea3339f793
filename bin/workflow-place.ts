import { WorkflowFunction } from '../functions/clients/workflow-function.ts';
import { type Clients, openClients } from '../ops/clients.ts';
import { type PlaceOptions, targetOf } from './commands/place.ts';

export interface OpenWorkflow {
  readonly clients: Clients;
  readonly workflow: WorkflowFunction;
  /** In words, so that nothing that was begun in one place goes on in another. */
  readonly place: string;
}

/** Opens the clients for a workflow, does the work, and closes them. */
export async function withWorkflow<T>(
  name: string,
  options: PlaceOptions,
  work: (open: OpenWorkflow) => Promise<T>,
): Promise<T> {
  const target = targetOf(options);
  const clients = openClients(target);
  try {
    const workflow = new WorkflowFunction(clients.functions, `${options.stack}-${name}-write`);
    const where = target.endpoint ?? `AWS${options.profile ? ` (${options.profile})` : ''}`;
    return await work({ clients, workflow, place: `${workflow.name} in ${clients.region} at ${where}` });
  } finally {
    clients.close();
  }
}
