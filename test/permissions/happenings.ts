import { PutPartnerEventsCommand } from '@aws-sdk/client-eventbridge';
import { StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { type AppRuntime, LOCAL_AUTH0_SOURCE } from '../../bin/app-runtime.ts';
import { openWorld } from '../../demo/world.ts';
import type { Drift } from '../../functions/reconcile/reconcile.ts';
import type { Clients } from '../../ops/clients.ts';
import { queueDepth } from '../../ops/depths.ts';
import { findExecutions } from '../../ops/executions/find.ts';
import { take } from '../../ops/parallel.ts';
import { findWorkflow } from '../../ops/workflows.ts';
import { until } from '../support/until.ts';
import { GIVEN_UP, PARKED, pointer, SIGN_UPS, send, user } from './letters.ts';

const signUp = (id: string) => JSON.stringify({ detail: user(id) });

/** Letters of each kind, one that is nobody's, an execution of each machine, one of them aborted, and an event in the archive. */
export async function happenings(app: AppRuntime, clients: Clients): Promise<{ express: string; standard: string }> {
  const Entries = [
    { Source: LOCAL_AUTH0_SOURCE, DetailType: 'user.created', Detail: JSON.stringify(user('archived')) },
  ];
  await clients.events.send(new PutPartnerEventsCommand({ Entries }));
  await park(app, clients, 'poison');
  await send(clients, PARKED, 'not ours');
  await giveUp(clients);
  await send(clients, SIGN_UPS, signUp('recorded'));
  const { machineArn } = await findWorkflow(clients, 'auth0-user-to-mailchimp');
  const start = (name: string) =>
    clients.states.send(
      new StartExecutionCommand({ stateMachineArn: machineArn, name, input: JSON.stringify([{ body: signUp(name) }]) }),
    );
  const { executionArn: standard = '' } = await start('recorded');
  const { executionArn } = await start('aborted');
  await clients.states.send(new StopExecutionCommand({ executionArn }));
  await touched(clients, 'auth0-user-to-mailchimp', 'auth0|recorded');
  return { express: await touched(clients, 'inventory-to-algolia', 'poison'), standard };
}

/** A row that breaks its contract is parked by its machine. */
export async function park(app: AppRuntime, clients: Clients, sku: string): Promise<void> {
  const before = (await queueDepth(clients, PARKED)).visible;
  const world = await openWorld(app);
  await world.inventory.put({ sku, title: '', providerId: 'p' });
  world.close();
  await until(
    () => queueDepth(clients, PARKED),
    ({ visible }) => visible > before,
  );
}

/** The pipe gives up a record that is still in the stream, and one that is no more. */
export async function giveUp(clients: Clients): Promise<void> {
  for (const gone of [false, true]) await send(clients, GIVEN_UP, await pointer(clients, gone));
}

/** The ARN of an execution that is about a key, as soon as it is found. */
async function touched(clients: Clients, name: string, key: string): Promise<string> {
  const workflow = await findWorkflow(clients, name);
  const [found] = await until(
    () => take(findExecutions(clients, workflow, { key, from: 0 }), 1),
    ([one]) => one?.status === 'SUCCEEDED',
  );
  return found?.arn ?? '';
}

/** A record whose version the index holds and the source does not: repairing it raises the source's. */
export async function ahead(app: AppRuntime): Promise<Drift> {
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
