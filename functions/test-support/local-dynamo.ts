import { CreateTableCommand, DynamoDBClient, type GlobalSecondaryIndex } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Cloud, isAwsError } from '../../local/cloud.ts';
import { createDynamoDbService } from '../../local/dynamodb/service.ts';
import { SimulatedClock } from '../../local/simulated-clock.ts';
import { Store } from '../../local/store.ts';

/** The document client over the local engine, without a socket between: conditions and indexes are evaluated, not mocked. */
export function localDynamo(): { client: DynamoDBDocumentClient; createTable: typeof createTable } {
  const cloud = new Cloud({ clock: new SimulatedClock(1), store: new Store() });
  cloud.add(createDynamoDbService(cloud, { tableDelayMs: 0 }));
  const requestHandler = {
    handle: async ({ headers, body }: { headers: Record<string, string>; body: Uint8Array | string }) => {
      const action = headers['x-amz-target']?.split('.')[1] ?? '';
      return { response: await answer(() => cloud.call('dynamodb', action, JSON.parse(text(body)))) };
    },
  };
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      region: 'us-east-1',
      endpoint: 'http://local',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      requestHandler,
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  return { client, createTable };
}

async function answer(call: () => unknown) {
  try {
    return response(200, await call());
  } catch (error) {
    if (!isAwsError(error)) throw error;
    return response(error.status, { __type: error.code, message: error.message, ...error.fields });
  }
}

function response(statusCode: number, body: unknown) {
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  return { statusCode, headers, body: Buffer.from(JSON.stringify(body ?? {})) };
}

async function createTable(client: DynamoDBDocumentClient, table: string, key: string, index?: [string, string]) {
  const definitions = [key, ...(index ? [index[1]] : [])];
  const indexes: GlobalSecondaryIndex[] = index
    ? [
        {
          IndexName: index[0],
          KeySchema: [
            { AttributeName: index[1], KeyType: 'HASH' },
            { AttributeName: key, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ]
    : [];
  await client.send(
    new CreateTableCommand({
      TableName: table,
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      AttributeDefinitions: definitions.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      BillingMode: 'PAY_PER_REQUEST',
      ...(index && { GlobalSecondaryIndexes: indexes }),
    }),
  );
}

function text(body: Uint8Array | string): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}
