import type { ResourceHandler, ResourceRequest } from '../resource.ts';
import { defined, optionalText, type Properties, pick, tagList } from '../values.ts';
import {
  createTable,
  deleteTable,
  refuseElsewhere,
  streamSpecification,
  type TableSettings,
  updateTable,
} from './dynamodb-tables.ts';

/**
 * Backups, encryption keys and contributor insights are accepted and have no effect on one machine.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
 */
export const table: ResourceHandler = {
  type: 'AWS::DynamoDB::Table',
  properties: [
    'AttributeDefinitions',
    'BillingMode',
    'ContributorInsightsSpecification',
    'DeletionProtectionEnabled',
    'GlobalSecondaryIndexes',
    'ImportSourceSpecification',
    'KeySchema',
    'KinesisStreamSpecification',
    'LocalSecondaryIndexes',
    'OnDemandThroughput',
    'PointInTimeRecoverySpecification',
    'ProvisionedThroughput',
    'ResourcePolicy',
    'SSESpecification',
    'StreamSpecification',
    'TableClass',
    'TableName',
    'Tags',
    'TimeToLiveSpecification',
    'WarmThroughput',
  ],
  attributes: ['Arn', 'StreamArn'],
  replaceOn: ['ImportSourceSpecification', 'KeySchema', 'LocalSecondaryIndexes', 'TableName'],
  nameProperty: 'TableName',
  check: (properties) => refuseElsewhere(properties, 'ImportSourceSpecification', 'KinesisStreamSpecification'),
  create: (request) => createTable(request, settings(request.properties, tableName(request))),
  update: (request, { physicalId, properties }) =>
    updateTable(request, physicalId, settings(properties, physicalId), settings(request.properties, physicalId)),
  delete: (request, { physicalId }) => deleteTable(request, physicalId),
};

const tableName = (request: ResourceRequest): string =>
  optionalText(request.properties, 'TableName') ?? request.name(255);

function settings(properties: Properties, name: string): TableSettings {
  const create = defined({
    TableName: name,
    ...pick(
      properties,
      'AttributeDefinitions',
      'DeletionProtectionEnabled',
      'KeySchema',
      'LocalSecondaryIndexes',
      'GlobalSecondaryIndexes',
      'BillingMode',
      'ProvisionedThroughput',
      'TableClass',
    ),
    StreamSpecification: streamSpecification(properties),
    Tags: tagList(properties),
  });
  const timeToLive = properties.TimeToLiveSpecification as Properties | undefined;
  return { create, ...(timeToLive ? { timeToLive } : {}) };
}
