import { OperationFailed, WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import type { Preview } from '../../functions/operate/preview.ts';
import type { Clients } from '../clients.ts';
import type { Workflow } from '../workflows.ts';
import type { SourceRow } from './source.ts';
import type { Trace } from './trace.ts';

/** What the target holds, and what the source's row would do there now, by the deployed function itself. */
export async function targetOf(
  clients: Clients,
  workflow: Workflow,
  key: string,
  { row, keys }: SourceRow,
): Promise<Trace['target']> {
  const write = new WorkflowFunction(clients.functions, workflow.writeFunction, { tries: 2 });
  const deleted = row.deleted === true;
  const change = {
    id: 'trace',
    key,
    keys,
    kind: deleted ? 'delete' : 'upsert',
    version: Number(row.version ?? 0),
    ...(!deleted && { image: row }),
    changedAt: Number(row.updatedAt ?? 0),
    sequenceNumber: '',
  };
  try {
    const [preview] = await write.ask<Preview[]>({ operation: 'preview', events: [change] });
    const { outcome = 'unknown', held, reason, error } = preview ?? {};
    return { outcome, ...(held && { held }), ...(reason && { reason }), ...(error && { error }) };
  } catch (error) {
    if (!(error instanceof OperationFailed)) throw error;
    return { outcome: 'unknown', reason: error.type, error: error.message };
  }
}
