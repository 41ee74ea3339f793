import { readFileSync } from 'node:fs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { parse } from 'yaml';
import { callBack } from '../../functions/callback/call-back.ts';
import { CallbackView } from '../../functions/callback/view.ts';
import { commsClient } from '../../functions/clients/comms.ts';
import { DOCUMENTS } from '../../functions/clients/documents.ts';
import { providerSource } from '../../functions/clients/providers.ts';
import { RateBudget } from '../../functions/clients/rest/rate-budget.ts';
import { localDynamo } from '../../functions/test-support/local-dynamo.ts';
import { callbackDefinition } from '../../lib/callback-definition.ts';
import { type Invocation, PARTS, statesWorld } from '../../lib/test-support/states-world.ts';
import { sleep } from '../../local/clock.ts';
import type { Cloud } from '../../local/cloud.ts';
import { AwsError } from '../../local/errors.ts';
import { saasFetch } from '../../local/saas/fetch.ts';
import { createRest } from '../../local/saas/rest/vendor.ts';
import { createSaas, type Saas } from '../../local/saas/server.ts';
import type { SimulatedClock } from '../../local/simulated-clock.ts';
import { profileIsLive } from '../../workflows/provider-changed/announcement.ts';
import { providerChanged, providerIdOf } from '../../workflows/provider-changed/contract.ts';
import { toProviderRow } from '../../workflows/provider-changed/projection.ts';

export interface Row {
  readonly version: number;
  readonly name?: string;
  readonly deleted?: boolean;
}

export interface Letter {
  readonly key?: string;
  readonly reason: string;
}

interface Item {
  readonly id: string;
  readonly version: number;
  readonly item?: { readonly providerId?: string; readonly text?: string };
}

const dynamo = localDynamo();
let tables = 0;

/** The most invocations at once, as the function's reserved concurrency. */
const CONCURRENCY = 3;

/**
 * The provider workflow on virtual time: its machine in the local engine, its function in process, its clients over the stand-ins without
 * sockets. What is left out is the way to the machine (bus, queue, pipe), which only shuffles, repeats and batches; the tests do that.
 */
export async function callbackWorld(seed: number) {
  const { clock, cloud, letters, begin } = statesWorld<Letter>(seed);
  const saas = createSaas(cloud, { vendors: [api('providers'), api('comms')] });
  const table = `view-${tables++}`;
  await dynamo.createTable(dynamo.client, table, 'providerId');
  const view = new CallbackView<object>({ table, key: 'providerId', client: dynamo.client, now: () => clock.now() });
  const versions: { key: string; version: number }[] = [];
  const handler = callBack({
    contract: providerChanged,
    notification: (event) => event,
    keyOf: providerIdOf,
    parts: async () => ({
      ...clients(saas, clock),
      view: watched(view, versions),
      project: toProviderRow,
      ...lag(clock),
    }),
  });
  let crash: Error | undefined;
  let running = 0;
  const invoke = async ({ Payload }: Invocation) => {
    if (running >= CONCURRENCY) throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', { status: 429 });
    running++;
    try {
      if (crash) throw crash;
      return { StatusCode: 200, Payload: JSON.stringify(await handler(JSON.parse(Payload))) };
    } catch (error) {
      const { name, message } = error as Error;
      return {
        StatusCode: 200,
        FunctionError: 'Unhandled',
        Payload: JSON.stringify({ errorType: name, errorMessage: message }),
      };
    } finally {
      running--;
    }
  };
  const definition = callbackDefinition({ ...PARTS, workflow: 'provider-changed', atOnce: 2 });
  const machine = await begin({ type: 'STANDARD', definition, invoke });
  const started = clock.now();
  const start = (messages: readonly object[]) =>
    cloud.call<{ executionArn: string }>('states', 'StartExecution', {
      stateMachineArn: machine,
      input: JSON.stringify(messages),
    });
  return {
    clock,
    saas,
    letters,
    versions,
    start,
    hours: () => (clock.now() - started) / 3_600_000,
    put: (id: string, name: string) => put(saas, id, name),
    remove: (id: string) => saas.control('providers', 'delete', { collection: 'providers', id }) as Promise<Item>,
    row: async (providerId: string) =>
      (await dynamo.client.send(new GetCommand({ TableName: table, Key: { providerId }, ConsistentRead: true })))
        .Item as Row | undefined,
    messages: () => itemsOf(saas, 'comms').map(({ item }) => `${item?.providerId}: ${item?.text}`),
    calls: () => callsOf(saas),
    message: (providerId: string, version: unknown) => notification(clock, providerId, version),
    /** From now on the function ends with this, whatever it is given. */
    crashWith: (error: Error) => {
      crash = error;
    },
    /** Lets time pass until every execution has ended; how they ended. */
    settle: () => settle(cloud, clock, machine),
    close: () => cloud.stop(),
  };
}

const api = (name: 'providers' | 'comms') => (cloud: Cloud) =>
  createRest(cloud, { name, document: parse(readFileSync(DOCUMENTS[name], 'utf8')) });

function clients(saas: Saas, clock: SimulatedClock) {
  const fetch = saasFetch((request, gone) => saas.handle(request, gone));
  const now = () => clock.now();
  const guard = (name: string) => ({
    name,
    baseUrl: `http://local/rest/${name}`,
    fetch: (request: Request) => fetch(request),
    // Retries and time limits inside the client run on real time: here the machine's are looked at.
    retries: 0,
    breaker: { failures: Number.POSITIVE_INFINITY, pauseMs: 1 },
    budget: new RateBudget({ name, now, pause: (ms) => sleep(clock, ms) }),
  });
  const comms = commsClient(guard('comms'));
  return {
    source: providerSource(guard('providers')),
    announce: (id: string, version: number) => comms.send(profileIsLive(id, version)),
  };
}

const lag = (clock: SimulatedClock) => ({ lagMs: 60_000, now: () => clock.now() });

/** Notes each version that is written, in the order of the writes. */
function watched(view: CallbackView<object>, versions: { key: string; version: number }[]): CallbackView<object> {
  const write = view.write.bind(view);
  view.write = async (change, etag) => {
    const outcome = await write(change, etag);
    if (outcome.kind === 'applied') versions.push({ key: change.key, version: change.version });
    return outcome;
  };
  return view;
}

function notification(clock: SimulatedClock, providerId: string, version: unknown) {
  const envelope = {
    id: `${providerId}-${version}`,
    source: 'penstock.providers',
    'detail-type': 'ProviderChanged',
    time: new Date(clock.now()).toISOString(),
    detail: { providerId, version },
  };
  return { messageId: envelope.id, body: JSON.stringify(envelope) };
}

async function put(saas: Saas, id: string, name: string): Promise<Item> {
  return (await saas.control('providers', 'put', { collection: 'providers', id, name })) as Item;
}

function itemsOf(saas: Saas, name: string): readonly Item[] {
  return (saas.state(name) as { state: { items: Item[] } }).state.items;
}

function callsOf(saas: Saas): number {
  const { counters } = saas.state('providers') as { counters: { byOperation: Record<string, number> } };
  return counters.byOperation.getProvider ?? 0;
}

async function settle(cloud: Cloud, clock: SimulatedClock, stateMachineArn: string): Promise<Record<string, number>> {
  for (let idle = 0; ; idle++) {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (idle % 20 === 0) {
      const { executions } = await cloud.call<{ executions: { status: string }[] }>('states', 'ListExecutions', {
        stateMachineArn,
      });
      if (executions.every(({ status }) => status !== 'RUNNING'))
        return Object.fromEntries(
          Map.groupBy(executions, ({ status }) => status)
            .entries()
            .map(([s, of]) => [s, of.length]),
        );
    }
    clock.advance();
  }
}
