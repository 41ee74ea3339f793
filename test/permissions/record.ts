import { StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { type AppRuntime, startApp } from '../../bin/app-runtime.ts';
import { exportLetters, listLetters, showLetter } from '../../bin/operate/dead-letters.ts';
import { listExecutions, showOne } from '../../bin/operate/executions.ts';
import { forgetPerson } from '../../bin/operate/forget.ts';
import { showHealth, showLag } from '../../bin/operate/lag.ts';
import { diffLetters, discardLetters, redriveLetters } from '../../bin/operate/redrive.ts';
import { replayWindow } from '../../bin/operate/replay.ts';
import { traceKey } from '../../bin/operate/trace.ts';
import { openWorld } from '../../demo/world.ts';
import { WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import { type Drift, reconcile } from '../../functions/reconcile/reconcile.ts';
import { backfill } from '../../ops/backfill/backfill.ts';
import { type Clients, openClients } from '../../ops/clients.ts';
import { findExecutions } from '../../ops/executions/find.ts';
import { take } from '../../ops/parallel.ts';
import { repair } from '../../ops/reconcile/repair.ts';
import { reindex } from '../../ops/reindex/reindex.ts';
import { findWorkflow } from '../../ops/workflows.ts';
import { until } from '../support/until.ts';
import { pointer, SIGN_UPS, send, user } from './letters.ts';
import { lookAround } from './look-around.ts';

export interface Recording {
  /** IAM's names of the calls, by command. */
  readonly calls: Readonly<Record<string, readonly string[]>>;
}

/** IAM calls some actions otherwise than the API does. */
const IAM_NAMES: Readonly<Record<string, string>> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
  'sqs:DeleteMessageBatch': 'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
};

const SERVICES: Readonly<Record<string, string>> = {
  CloudFormation: 'cloudformation',
  SFN: 'states',
  SQS: 'sqs',
  'CloudWatch Logs': 'logs',
  CloudWatch: 'cloudwatch',
  Pipes: 'pipes',
  Lambda: 'lambda',
  DynamoDB: 'dynamodb',
  'DynamoDB Streams': 'dynamodb',
  EventBridge: 'events',
  STS: 'sts',
};

const OPTIONS = { stack: 'Penstock', json: true };
const ALL = { ...OPTIONS, personal: false, limit: 20, since: 0 };

/** Runs every command once against a runtime on which something has happened, and notes what each calls. */
export async function record(): Promise<Recording> {
  jest.spyOn(console, 'log').mockReturnValue();
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const app = await startApp({ port: 0 });
  const clients = openClients({ endpoint: app.endpoint });
  const unheard = openClients({ endpoint: app.endpoint });
  const calls: Record<string, Set<string>> = {};
  let current: Set<string> | undefined;
  for (const client of Object.values(clients)) if (isClient(client)) listen(client, (call) => current?.add(call));
  const run = async (command: string, work: () => Promise<unknown>) => {
    current = calls[command] ??= new Set();
    await work();
    current = undefined;
  };
  try {
    const { express, standard } = await happenings(app, clients);
    await run('executions list', () => listExecutions(clients, { ...OPTIONS, from: 0 }));
    await run('executions search', () => listExecutions(clients, { ...OPTIONS, from: 0, key: 'poison' }));
    for (const arn of [express, standard]) await run('executions show', () => showOne(clients, arn, { ...ALL }));
    await run('dead-letters list', () => listLetters(clients, { ...ALL, by: 'reason' }));
    await run('dead-letters export', () => exportLetters(clients, ALL));
    await run('dead-letters show', () => showLetter(clients, 'none', ALL).catch(() => undefined));
    await run('dead-letters diff', () => diffLetters(clients, ALL));
    await run('lag', () => showLag(clients, OPTIONS));
    await run('health', () => showHealth(clients, OPTIONS));
    await run('trace', () => traceKey(clients, 'poison', ALL));
    await run('trace', () => traceKey(clients, 'auth0|recorded', ALL));
    const redrive = { ...ALL, yes: true, atOnce: 4, wait: 20, hold: 30, sameDefinition: false };
    await run('dead-letters redrive', () => redriveLetters(clients, redrive));
    const natively = { ...redrive, sameDefinition: true, workflow: 'auth0-user-to-mailchimp' };
    await run('dead-letters redrive --same-definition', () => redriveLetters(clients, natively));
    const forever = { ...OPTIONS, reason: 'a test', yes: true, workflow: 'inventory-to-algolia' };
    await run('dead-letters discard', () => discardLetters(clients, forever));
    const window = { ...OPTIONS, since: 0, until: Date.now() - 1_000, yes: false, preview: true };
    await run('replay --preview', () => replayWindow(clients, 'auth0-user-to-mailchimp', window));
    await run('replay', () =>
      replayWindow(clients, 'auth0-user-to-mailchimp', { ...OPTIONS, since: 0, until: Date.now() - 1_000, yes: true }),
    );
    await send(clients, SIGN_UPS, JSON.stringify({ detail: user('gone') }));
    await run('console', () => lookAround(clients, unheard, { express, standard }));
    const write = new WorkflowFunction(clients.functions, 'Penstock-inventory-to-algolia-write');
    const pages = { segments: 1, pageSize: 50, place: 'a test' };
    await run('backfill', () => backfill(write, { ...pages, dryRun: true }));
    await run('reconcile', () => reconcile(write, { content: false, segments: 1, settleMs: 0 }));
    const drift = await ahead(app);
    await run('reconcile --repair', () => repair(write, clients.tables, [drift]));
    await run('reindex', () => reindex(write, clients.tables, { ...pages, graceMs: 0, settleMs: 0 }));
    await run('forget', () => forgetPerson(clients, 'auth0|gone', { ...OPTIONS, yes: true }));
  } finally {
    clients.close();
    unheard.close();
    await app.close();
    jest.restoreAllMocks();
  }
  return { calls: Object.fromEntries(Object.entries(calls).map(([command, made]) => [command, [...made].sort()])) };
}

/** A record whose version the index holds and the source does not: repairing it raises the source's. */
async function ahead(app: AppRuntime): Promise<Drift> {
  const world = await openWorld(app);
  await world.inventory.put({ sku: 'ahead', title: 'a', providerId: 'p' });
  world.close();
  return {
    key: 'ahead',
    fault: 'ahead',
    source: { key: 'ahead', version: 1, state: 'live' },
    target: { key: 'ahead', version: 3, deleted: false },
    sourceVersion: 1,
    targetVersion: 3,
  };
}

interface Listenable {
  readonly config: { readonly serviceId: string };
  readonly middlewareStack: { add(middleware: unknown, options: object): void };
}

function isClient(value: unknown): value is Listenable {
  return typeof value === 'object' && value !== null && 'middlewareStack' in value && 'config' in value;
}

function listen(client: Listenable, heard: (call: string) => void): void {
  const middleware = (next: (args: unknown) => unknown, context: { commandName?: string }) => (args: unknown) => {
    const call = `${SERVICES[client.config.serviceId]}:${context.commandName?.replace(/Command$/, '')}`;
    heard(IAM_NAMES[call] ?? call);
    return next(args);
  };
  client.middlewareStack.add(middleware, { step: 'initialize', name: 'recordCalls' });
}

/** A parked item, letters of the other kinds, an execution of each machine, one of them aborted. */
async function happenings(app: AppRuntime, clients: Clients): Promise<{ express: string; standard: string }> {
  const world = await openWorld(app);
  await world.inventory.put({ sku: 'poison', title: '', providerId: 'p' });
  world.close();
  const inventory = await findWorkflow(clients, 'inventory-to-algolia');
  const found = await until(
    () => take(findExecutions(clients, inventory, { from: 0, status: 'SUCCEEDED' }), 1),
    (executions) => executions.length > 0,
  );
  await send(clients, 'Penstock-inventory-to-algolia-pipe-dead-letters', await pointer(clients));
  await send(clients, SIGN_UPS, JSON.stringify({ detail: user('recorded') }));
  const { machineArn } = await findWorkflow(clients, 'auth0-user-to-mailchimp');
  const start = (name: string, input: unknown) =>
    clients.states.send(new StartExecutionCommand({ stateMachineArn: machineArn, name, input: JSON.stringify(input) }));
  const { executionArn: standard = '' } = await start('recorded', [
    { body: JSON.stringify({ detail: user('recorded') }) },
  ]);
  const { executionArn } = await start('aborted', [{ body: JSON.stringify({ detail: user('aborted') }) }]);
  await clients.states.send(new StopExecutionCommand({ executionArn }));
  return { express: found[0]?.arn ?? '', standard };
}
