import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '../../functions/json.ts';
import type { Clients } from '../clients.ts';
import { allowed } from '../errors.ts';
import { wire } from '../wire.ts';
import type { Workflow } from '../workflows.ts';

export interface SourceRow {
  readonly row: JsonObject;
  readonly keys: JsonObject;
}

/** A composite key's text cannot be taken apart again, so only a table with one key is looked into. */
export async function sourceRow(
  { tables }: Clients,
  { source }: Workflow,
  key: string,
): Promise<SourceRow | undefined> {
  if (!('table' in source)) return undefined;
  const { Table } = await allowed('dynamodb:DescribeTable', () =>
    tables.send(new DescribeTableCommand({ TableName: source.table })),
  );
  const [first, second] = Table?.KeySchema ?? [];
  if (!first?.AttributeName || second) return undefined;
  const type = Table?.AttributeDefinitions?.find(
    ({ AttributeName }) => AttributeName === first.AttributeName,
  )?.AttributeType;
  const keys = { [first.AttributeName]: type === 'N' ? Number(key) : key };
  const { Item } = await allowed('dynamodb:GetItem', () =>
    tables.send(new GetCommand({ TableName: source.table, Key: keys, ConsistentRead: true })),
  );
  return Item && { row: wire(Item) as JsonObject, keys };
}
