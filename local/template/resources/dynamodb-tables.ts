import { sleep } from '../../clock.ts';
import { isAwsError } from '../../cloud.ts';
import { unsupported } from '../invalid.ts';
import type { Resource, ResourceRequest } from '../resource.ts';
import { defined, isRecord, optionalRecord, type Properties, pick, records, text } from '../values.ts';

/** What both table types boil down to: the input of CreateTable, and the settings that have calls of their own. */
export interface TableSettings {
  readonly create: Record<string, unknown>;
  readonly timeToLive?: Properties;
}

interface TableDescription {
  readonly TableStatus: string;
  readonly TableArn: string;
  readonly TableId?: string;
  readonly LatestStreamArn?: string;
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexName: string; readonly IndexStatus?: string }[];
}

/** How often a table that is being made is looked at again, in milliseconds. */
const POLL_MS = 20;

export async function createTable(request: ResourceRequest, settings: TableSettings): Promise<Resource> {
  const name = String(settings.create.TableName);
  await request.createOrAdopt('dynamodb', 'CreateTable', settings.create);
  request.created(name);
  await active(request, name);
  if (settings.timeToLive) await updateTimeToLive(request, name, settings.timeToLive);
  return described(request, name);
}

export async function updateTable(
  request: ResourceRequest,
  name: string,
  before: TableSettings,
  after: TableSettings,
): Promise<Resource> {
  for (const change of tableChanges(before.create, after.create)) {
    await request.call('dynamodb', 'UpdateTable', { TableName: name, ...change });
    await active(request, name);
  }
  await changeTimeToLive(request, name, before.timeToLive, after.timeToLive);
  return described(request, name);
}

/** Waits until the table is gone, so that its name is free again. */
export async function deleteTable(request: ResourceRequest, name: string): Promise<void> {
  await request.remove('dynamodb', 'DeleteTable', { TableName: name });
  while (await exists(request, name)) await sleep(request.cloud.clock, POLL_MS);
}

async function exists(request: ResourceRequest, TableName: string): Promise<boolean> {
  try {
    await describe(request, TableName);
    return true;
  } catch (error) {
    if (isAwsError(error) && error.code === 'ResourceNotFoundException') return false;
    throw error;
  }
}

/** A CloudFormation stream specification has only the view type; the API wants it switched on as well. */
export function streamSpecification(properties: Properties): Record<string, unknown> | undefined {
  const specification = optionalRecord(properties, 'StreamSpecification');
  return specification && { StreamEnabled: true, StreamViewType: text(specification, 'StreamViewType') };
}

/** One UpdateTable call each: DynamoDB takes one index change at a time. */
function tableChanges(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown>[] {
  const changes: Record<string, unknown>[] = [];
  const changed = (name: string) => JSON.stringify(before[name]) !== JSON.stringify(after[name]);
  if (changed('BillingMode') || changed('ProvisionedThroughput'))
    changes.push(pick(after, 'BillingMode', 'ProvisionedThroughput'));
  if (changed('DeletionProtectionEnabled'))
    changes.push({ DeletionProtectionEnabled: after.DeletionProtectionEnabled ?? false });
  if (changed('StreamSpecification')) changes.push(...streamChanges(before, after));
  return [...changes, ...indexChanges(before, after)];
}

function streamChanges(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown>[] {
  const off = before.StreamSpecification ? [{ StreamSpecification: { StreamEnabled: false } }] : [];
  const on = after.StreamSpecification ? [{ StreamSpecification: after.StreamSpecification }] : [];
  return [...off, ...on];
}

function indexChanges(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown>[] {
  const old = new Map(records(before, 'GlobalSecondaryIndexes').map((index) => [text(index, 'IndexName'), index]));
  const now = new Map(records(after, 'GlobalSecondaryIndexes').map((index) => [text(index, 'IndexName'), index]));
  const differs = (name: string) => JSON.stringify(old.get(name)) !== JSON.stringify(now.get(name));
  const gone = [...old.keys()].filter(differs).map((IndexName) => ({ Delete: { IndexName } }));
  const made = [...now].filter(([name]) => differs(name)).map(([, index]) => ({ Create: index }));
  return [...gone, ...made].map((change) => ({
    AttributeDefinitions: after.AttributeDefinitions,
    GlobalSecondaryIndexUpdates: [change],
  }));
}

async function changeTimeToLive(request: ResourceRequest, name: string, before?: Properties, after?: Properties) {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (after) await updateTimeToLive(request, name, after);
  else if (before) await updateTimeToLive(request, name, { ...before, Enabled: false });
}

const updateTimeToLive = (request: ResourceRequest, TableName: string, specification: Properties) =>
  request.call('dynamodb', 'UpdateTimeToLive', { TableName, TimeToLiveSpecification: specification });

async function described(request: ResourceRequest, name: string): Promise<Resource> {
  const table = await describe(request, name);
  const attributes = defined({ Arn: table.TableArn, StreamArn: table.LatestStreamArn, TableId: table.TableId });
  return { physicalId: name, attributes };
}

async function describe(request: ResourceRequest, TableName: string): Promise<TableDescription> {
  return (await request.call<{ Table: TableDescription }>('dynamodb', 'DescribeTable', { TableName })).Table;
}

/** A table is ready when it and its indexes are active. */
async function active(request: ResourceRequest, name: string): Promise<void> {
  for (;;) {
    const { TableStatus, GlobalSecondaryIndexes = [] } = await describe(request, name);
    const states = [TableStatus, ...GlobalSecondaryIndexes.map(({ IndexStatus }) => IndexStatus ?? 'ACTIVE')];
    if (states.every((state) => state === 'ACTIVE')) return;
    await sleep(request.cloud.clock, POLL_MS);
  }
}

/** What would read or write elsewhere cannot be done on one machine. */
export function refuseElsewhere(properties: Properties, ...names: string[]): void {
  for (const name of names) {
    const value = properties[name];
    if (value !== undefined && !(isRecord(value) && Object.keys(value).length === 0))
      throw unsupported(`the property ${name}`);
  }
}
