import type { ServiceName } from '../../cloud.ts';

/** A service of `aws-sdk:` integrations: where its calls go, and how its errors are named (`<prefix>.<Exception>`). */
export interface SdkService {
  readonly service: ServiceName;
  readonly prefix: string;
}

export const SDK_SERVICES: Readonly<Record<string, SdkService>> = {
  cloudformation: { service: 'cloudformation', prefix: 'CloudFormation' },
  cloudwatch: { service: 'cloudwatch', prefix: 'CloudWatch' },
  cloudwatchlogs: { service: 'logs', prefix: 'CloudWatchLogs' },
  dynamodb: { service: 'dynamodb', prefix: 'DynamoDb' },
  dynamodbstreams: { service: 'dynamodbstreams', prefix: 'DynamoDbStreams' },
  eventbridge: { service: 'events', prefix: 'EventBridge' },
  iam: { service: 'iam', prefix: 'Iam' },
  lambda: { service: 'lambda', prefix: 'Lambda' },
  pipes: { service: 'pipes', prefix: 'Pipes' },
  s3: { service: 's3', prefix: 'S3' },
  scheduler: { service: 'scheduler', prefix: 'Scheduler' },
  secretsmanager: { service: 'secretsmanager', prefix: 'SecretsManager' },
  sfn: { service: 'states', prefix: 'Sfn' },
  sns: { service: 'sns', prefix: 'Sns' },
  sqs: { service: 'sqs', prefix: 'Sqs' },
  ssm: { service: 'ssm', prefix: 'Ssm' },
  sts: { service: 'sts', prefix: 'Sts' },
};
