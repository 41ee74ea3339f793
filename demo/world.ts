import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { clientSettings } from '../bin/client-settings.ts';
import { type StackOutputs, stackOutputs } from '../bin/outputs.ts';
import { InventoryRepository } from '../functions/repositories/inventory.ts';
import { ProviderRepository } from '../functions/repositories/provider.ts';

/** Where the demonstration acts: the runtime's two addresses. */
export interface Addresses {
  readonly endpoint: string;
  readonly saasEndpoint: string;
}

/** The company's side of the demonstration: the repositories that its applications write through. */
export interface World {
  readonly addresses: Addresses;
  readonly outputs: StackOutputs;
  readonly inventory: InventoryRepository;
  readonly providers: ProviderRepository;
  readonly dynamo: DynamoDBDocumentClient;
  /** All rows of the table that this output names. */
  rows(output: string): Promise<Record<string, unknown>[]>;
  close(): void;
}

export async function openWorld(addresses: Addresses): Promise<World> {
  const outputs = await stackOutputs(addresses.endpoint);
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(addresses.endpoint)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return {
    addresses,
    outputs,
    dynamo,
    rows: (output) => rows(dynamo, outputs.get(output)),
    inventory: new InventoryRepository({ table: outputs.get('InventoryName'), client: dynamo }),
    providers: new ProviderRepository({ table: outputs.get('ProvidersName'), client: dynamo }),
    close: () => dynamo.destroy(),
  };
}

async function rows(client: DynamoDBDocumentClient, TableName: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    found.push(...Items);
  return found;
}
