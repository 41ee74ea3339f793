import { unsupported } from '../invalid.ts';
import type { ResourceHandler } from '../resource.ts';
import { pick } from '../values.ts';

const CONTENT = [
  'BatchSize',
  'BisectBatchOnFunctionError',
  'DestinationConfig',
  'Enabled',
  'FilterCriteria',
  'FunctionName',
  'FunctionResponseTypes',
  'MaximumBatchingWindowInSeconds',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'ParallelizationFactor',
  'ScalingConfig',
  'TumblingWindowInSeconds',
];

const SOURCE = ['EventSourceArn', 'StartingPosition', 'StartingPositionTimestamp'];
const ELSEWHERE = [
  'AmazonManagedKafkaEventSourceConfig',
  'DocumentDBEventSourceConfig',
  'Queues',
  'SelfManagedEventSource',
  'SelfManagedKafkaEventSourceConfig',
  'SourceAccessConfigurations',
  'Topics',
];

/** Of queues and DynamoDB streams. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html */
export const eventSourceMapping: ResourceHandler = {
  type: 'AWS::Lambda::EventSourceMapping',
  properties: [...CONTENT, ...SOURCE, ...ELSEWHERE, 'KmsKeyArn', 'MetricsConfig', 'ProvisionedPollerConfig', 'Tags'],
  attributes: ['EventSourceMappingArn', 'Id'],
  replaceOn: SOURCE,
  check(properties) {
    const refused = ELSEWHERE.filter((name) => properties[name] !== undefined);
    if (refused.length > 0) throw unsupported(`the property ${refused.join(', ')}`);
  },
  async create(request) {
    const input = pick(request.properties, ...CONTENT, ...SOURCE);
    const { UUID } = await request.call('lambda', 'CreateEventSourceMapping', input);
    const EventSourceMappingArn = request.cloud.arn('lambda', `event-source-mapping:${UUID}`);
    return request.created(String(UUID), { Id: UUID, EventSourceMappingArn });
  },
  async update(request, before) {
    const input = { UUID: before.physicalId, ...pick(request.properties, ...CONTENT) };
    await request.call('lambda', 'UpdateEventSourceMapping', input);
    return before;
  },
  delete: (request, { physicalId }) => request.remove('lambda', 'DeleteEventSourceMapping', { UUID: physicalId }),
};
