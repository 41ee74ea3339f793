import { LambdaClient } from '@aws-sdk/client-lambda';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Algoliasearch, algoliasearch } from 'algoliasearch';
import { type AppRuntime, startApp } from '../../bin/app-runtime.ts';
import { clientSettings } from '../../bin/client-settings.ts';
import { openWorld, type World } from '../../demo/world.ts';
import { WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import { until } from '../support/until.ts';

export const INVENTORY = 'Penstock-inventory';
export const PIPE = 'Penstock-inventory-to-algolia';

/** The app in this process, and what a story about repair needs of it. */
export interface RepairWorld {
  readonly app: AppRuntime;
  readonly world: World;
  readonly tables: DynamoDBDocumentClient;
  readonly algolia: Algoliasearch;
  readonly workflow: WorkflowFunction;
  /** Writes a row as it is, past the repository. */
  row(sku: string, version: number, more?: object): Promise<unknown>;
  /** Stops the live stream, so that what is written is not replicated. */
  holdStream(): Promise<void>;
  letStream(): Promise<void>;
  /** All records of an index, by id. */
  records(index?: string): Promise<Map<string, Record<string, unknown>>>;
  close(): Promise<void>;
}

export async function openRepairWorld(): Promise<RepairWorld> {
  const app = await startApp({ port: 0 });
  const world = await openWorld(app);
  const lambda = new LambdaClient(clientSettings(app.endpoint));
  const { hostname: url, port } = new URL(app.saasEndpoint);
  const hosts = [{ url, port: Number(port), protocol: 'http' as const, accept: 'readWrite' as const }];
  const algolia = algoliasearch('LOCALAPP', 'local-admin-key', { hosts });
  const settle = async (action: string, state: string) => {
    await app.cloud.call('pipes', action, { Name: PIPE });
    const read = () => app.cloud.call<{ CurrentState: string }>('pipes', 'DescribePipe', { Name: PIPE });
    await until(read, ({ CurrentState }) => CurrentState === state);
  };
  return {
    app,
    world,
    tables: world.dynamo,
    algolia,
    workflow: new WorkflowFunction(lambda, 'Penstock-inventory-to-algolia-write', { pause: async () => undefined }),
    row: (sku, version, more = {}) => {
      const Item = { sku, version, title: `Title of ${sku}`, providerId: 'p', updatedAt: Date.now(), ...more };
      return world.dynamo.send(new PutCommand({ TableName: INVENTORY, Item }));
    },
    holdStream: () => settle('StopPipe', 'STOPPED'),
    letStream: () => settle('StartPipe', 'RUNNING'),
    records: (index = 'inventory') => recordsOf(algolia, index),
    close: async () => {
      lambda.destroy();
      world.close();
      await app.close();
    },
  };
}

async function recordsOf(algolia: Algoliasearch, indexName: string) {
  const found = new Map<string, Record<string, unknown>>();
  await algolia.browseObjects<Record<string, unknown>>({
    indexName,
    browseParams: { hitsPerPage: 1000 },
    aggregator: ({ hits }) => {
      for (const hit of hits) found.set(hit.objectID, hit);
    },
  });
  return found;
}
