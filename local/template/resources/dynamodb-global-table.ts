import { unsupported } from '../invalid.ts';
import type { ResourceHandler, ResourceRequest } from '../resource.ts';
import { defined, isRecord, optionalText, type Properties, pick, records, tagList } from '../values.ts';
import { createTable, deleteTable, streamSpecification, type TableSettings, updateTable } from './dynamodb-tables.ts';

/**
 * What CDK's `TableV2` makes. One machine is one region, so there is exactly one replica.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 */
export const globalTable: ResourceHandler = {
  type: 'AWS::DynamoDB::GlobalTable',
  properties: [
    'AttributeDefinitions',
    'BillingMode',
    'GlobalSecondaryIndexes',
    'KeySchema',
    'LocalSecondaryIndexes',
    'ReadOnDemandThroughputSettings',
    'ReadProvisionedThroughputSettings',
    'Replicas',
    'SSESpecification',
    'StreamSpecification',
    'TableName',
    'TimeToLiveSpecification',
    'WarmThroughput',
    'WriteOnDemandThroughputSettings',
    'WriteProvisionedThroughputSettings',
  ],
  attributes: ['Arn', 'StreamArn', 'TableId'],
  replaceOn: ['KeySchema', 'LocalSecondaryIndexes', 'TableName'],
  nameProperty: 'TableName',
  check({ Replicas }) {
    if (Array.isArray(Replicas) && Replicas.length !== 1) throw unsupported('a table with more than one replica');
  },
  create: (request) => createTable(request, settings(request.properties, tableName(request))),
  update: (request, { physicalId, properties }) =>
    updateTable(request, physicalId, settings(properties, physicalId), settings(request.properties, physicalId)),
  delete: (request, { physicalId }) => deleteTable(request, physicalId),
};

const tableName = (request: ResourceRequest): string =>
  optionalText(request.properties, 'TableName') ?? request.name(255);

/** A global table leaves what may differ by region to its replica. */
function settings(properties: Properties, name: string): TableSettings {
  const replica = records(properties, 'Replicas')[0] ?? {};
  const provisioned = properties.BillingMode === 'PROVISIONED';
  const create = defined({
    TableName: name,
    ...pick(properties, 'AttributeDefinitions', 'KeySchema', 'LocalSecondaryIndexes', 'BillingMode'),
    ...pick(replica, 'DeletionProtectionEnabled', 'TableClass'),
    GlobalSecondaryIndexes: indexes(properties, provisioned),
    ProvisionedThroughput: provisioned ? capacity(properties, replica) : undefined,
    StreamSpecification: streamSpecification(properties),
    Tags: tagList(replica),
  });
  const timeToLive = properties.TimeToLiveSpecification as Properties | undefined;
  return { create, ...(timeToLive ? { timeToLive } : {}) };
}

function indexes(properties: Properties, provisioned: boolean): unknown[] | undefined {
  if (properties.GlobalSecondaryIndexes === undefined) return undefined;
  return records(properties, 'GlobalSecondaryIndexes').map((index) => ({
    ...pick(index, 'IndexName', 'KeySchema', 'Projection'),
    ...(provisioned ? { ProvisionedThroughput: capacity(index, {}) } : {}),
  }));
}

/** Nothing scales here: the least of an autoscaling range is taken, or the fixed capacity. */
const capacity = (writes: Properties, reads: Properties) => ({
  ReadCapacityUnits: units(reads.ReadProvisionedThroughputSettings, 'Read'),
  WriteCapacityUnits: units(writes.WriteProvisionedThroughputSettings, 'Write'),
});

function units(settings: unknown, kind: 'Read' | 'Write'): number {
  if (!isRecord(settings)) return 1;
  const scaling = settings[`${kind}CapacityAutoScalingSettings`];
  return Number(settings[`${kind}CapacityUnits`] ?? (isRecord(scaling) ? scaling.MinCapacity : 1));
}
