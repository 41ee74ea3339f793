import { CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeStateMachineCommand, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import { Pool } from 'undici';
import { type Clients, openClients } from '../../ops/clients.ts';
import { keyLogGroup } from '../../ops/executions/key-log.ts';
import { findWorkflow, type Workflow } from '../../ops/workflows.ts';

const WRITERS = 32;

/** Ends at once: what is measured is the console, not the work. */
const IDLE = JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });

export const keyOf = (n: number) => `film-${String(n).padStart(6, '0')}`;

/**
 * Executions with a business key of their own, in turns of an Express workflow, whose log has it in the input, and of a Standard one,
 * whose write function would log it: that line is written here. The workflows' own definitions are put back in the end.
 */
export async function startExecutions(endpoint: string, count: number, progress: (line: string) => void) {
  const clients = openClients({ endpoint });
  try {
    const [express, standard] = [
      await findWorkflow(clients, 'inventory-to-algolia'),
      await findWorkflow(clients, 'provider-changed'),
    ];
    const own = [await replaced(clients, express), await replaced(clients, standard)];
    const begin = performance.now();
    await startAll(clients, endpoint, [express, standard], count, progress);
    for (const putBack of own) await putBack();
    return { seconds: (performance.now() - begin) / 1_000 };
  } finally {
    clients.close();
  }
}

/** Lets the workflow's machine do nothing; resolves to what gives it its definition back. */
async function replaced(
  { states }: Clients,
  { machineArn: stateMachineArn }: Workflow,
): Promise<() => Promise<unknown>> {
  const { definition } = await states.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const define = (text = IDLE) => states.send(new UpdateStateMachineCommand({ stateMachineArn, definition: text }));
  await define();
  return () => define(definition);
}

async function startAll(
  clients: Clients,
  endpoint: string,
  [express, standard]: readonly [Workflow, Workflow],
  count: number,
  progress: (line: string) => void,
) {
  const pool = new Pool(endpoint, { connections: WRITERS });
  const log = await KeyLog.open(clients, standard);
  let next = 0;
  const writer = async () => {
    while (next < count) {
      const n = next++;
      const { machineArn } = n % 2 ? standard : express;
      const execution = await startOne(pool, machineArn, n);
      if (n % 2) await log.say({ execution, keys: [keyOf(n)] });
      if (n && n % 20_000 === 0) progress(`${n} executions started`);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  await log.flush();
  await pool.close();
}

/** Lines of a write function's log. */
class KeyLog {
  readonly #clients: Clients;
  readonly #stream: { readonly logGroupName: string; readonly logStreamName: string };
  #lines: { timestamp: number; message: string }[] = [];

  private constructor(clients: Clients, logGroupName: string, logStreamName: string) {
    this.#clients = clients;
    this.#stream = { logGroupName, logStreamName };
  }

  static async open(clients: Clients, workflow: Workflow): Promise<KeyLog> {
    const log = new KeyLog(clients, keyLogGroup(workflow), 'bench');
    await clients.logs.send(new CreateLogStreamCommand(log.#stream));
    return log;
  }

  async say(line: object): Promise<void> {
    this.#lines.push({ timestamp: Date.now(), message: JSON.stringify({ message: 'batch', parked: 0, ...line }) });
    if (this.#lines.length >= 1_000) await this.flush();
  }

  async flush(): Promise<void> {
    const logEvents = this.#lines;
    this.#lines = [];
    if (logEvents.length) await this.#clients.logs.send(new PutLogEventsCommand({ ...this.#stream, logEvents }));
  }
}

/** Resolves to the execution's ARN. */
async function startOne(pool: Pool, stateMachineArn: string, n: number): Promise<string> {
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
  return (JSON.parse(text) as { executionArn: string }).executionArn;
}
