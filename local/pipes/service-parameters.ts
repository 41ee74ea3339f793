import { serviceOf, type TargetParameters } from './model.ts';

/** The service whose parameters these are. */
const SOURCES: Readonly<Record<string, string>> = {
  KinesisStreamParameters: 'kinesis',
  DynamoDBStreamParameters: 'dynamodb',
  SqsQueueParameters: 'sqs',
  ManagedStreamingKafkaParameters: 'kafka',
  SelfManagedKafkaParameters: 'smk',
  ActiveMQBrokerParameters: 'mq',
  RabbitMQBrokerParameters: 'mq',
};
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  LambdaFunctionParameters: ['lambda'],
  StepFunctionStateMachineParameters: ['states'],
  KinesisStreamParameters: ['kinesis'],
  EcsTaskParameters: ['ecs'],
  BatchJobParameters: ['batch'],
  SqsQueueParameters: ['sqs'],
  EventBridgeEventBusParameters: ['events'],
  HttpParameters: ['events', 'execute-api'],
  RedshiftDataParameters: ['redshift', 'redshift-serverless'],
  SageMakerPipelineParameters: ['sagemaker'],
  CloudWatchLogsParameters: ['logs'],
  TimestreamParameters: ['timestream'],
};

export const isForeignSource = (block: string, service: string): boolean => (SOURCES[block] ?? service) !== service;

export const isForeignTarget = (block: string, service: string): boolean =>
  TARGETS[block] !== undefined && !TARGETS[block].includes(service);

/** The parameters that a target of this ARN has a use for. */
export function ownParameters(target: string, parameters: TargetParameters | undefined): TargetParameters | undefined {
  const own = Object.entries(parameters ?? {}).filter(([block]) => !isForeignTarget(block, serviceOf(target)));
  return parameters && Object.fromEntries(own);
}
