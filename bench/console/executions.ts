import { DescribeStateMachineCommand, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import { Pool } from 'undici';
import { type Clients, openClients } from '../../ops/clients.ts';
import { findWorkflow } from '../../ops/workflows.ts';

const WORKFLOW = 'inventory-to-algolia';
const WRITERS = 32;

/** Ends at once: what is measured is the console, not the work. */
const IDLE = JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });

export const keyOf = (n: number) => `film-${String(n).padStart(6, '0')}`;

/**
 * Executions of an Express workflow, each with a business key of its own in its logged input: the case in which the console learns
 * keys from the list. The workflow's own definition is put back in the end.
 */
export async function startExecutions(endpoint: string, count: number, progress: (line: string) => void) {
  const clients = openClients({ endpoint });
  try {
    const { machineArn } = await findWorkflow(clients, WORKFLOW);
    const { definition } = await clients.states.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn }));
    await define(clients, machineArn, IDLE);
    const begin = performance.now();
    await startAll(endpoint, machineArn, count, progress);
    await define(clients, machineArn, definition ?? '');
    return { workflow: WORKFLOW, seconds: (performance.now() - begin) / 1_000 };
  } finally {
    clients.close();
  }
}

async function define({ states }: Clients, stateMachineArn: string, definition: string): Promise<void> {
  await states.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
}

async function startAll(endpoint: string, machineArn: string, count: number, progress: (line: string) => void) {
  const pool = new Pool(endpoint, { connections: WRITERS });
  let next = 0;
  const writer = async () => {
    while (next < count) {
      const n = next++;
      await startOne(pool, machineArn, n);
      if (n && n % 20_000 === 0) progress(`${n} executions started`);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  await pool.close();
}

async function startOne(pool: Pool, stateMachineArn: string, n: number): Promise<void> {
  const change = { id: `e-${n}`, key: keyOf(n), keys: { sku: keyOf(n) }, kind: 'upsert', version: 1, changedAt: 0 };
  const { statusCode, body } = await pool.request({
    path: '/',
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AWSStepFunctions.StartExecution',
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify({ stateMachineArn, input: JSON.stringify([{ ...change, sequenceNumber: String(n) }]) }),
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`StartExecution: ${statusCode} ${text}`);
}
