import { unsupported } from '../invalid.ts';
import type { ResourceHandler } from '../resource.ts';
import { cdkMetadata } from './cdk-metadata.ts';
import { alarm } from './cloudwatch-alarm.ts';
import { compositeAlarm } from './cloudwatch-composite-alarm.ts';
import { dashboard } from './cloudwatch-dashboard.ts';
import { globalTable } from './dynamodb-global-table.ts';
import { table } from './dynamodb-table.ts';
import { repository } from './ecr-repository.ts';
import { apiDestination } from './events-api-destination.ts';
import { archive } from './events-archive.ts';
import { connection } from './events-connection.ts';
import { eventBus } from './events-event-bus.ts';
import { eventBusPolicy } from './events-event-bus-policy.ts';
import { rule } from './events-rule.ts';
import { managedPolicy } from './iam-managed-policy.ts';
import { policy } from './iam-policy.ts';
import { role } from './iam-role.ts';
import { keyAlias } from './kms-alias.ts';
import { key } from './kms-key.ts';
import { alias } from './lambda-alias.ts';
import { eventInvokeConfig } from './lambda-event-invoke-config.ts';
import { eventSourceMapping } from './lambda-event-source-mapping.ts';
import { lambdaFunction } from './lambda-function.ts';
import { permission } from './lambda-permission.ts';
import { url } from './lambda-url.ts';
import { version } from './lambda-version.ts';
import { logGroup } from './logs-log-group.ts';
import { logStream } from './logs-log-stream.ts';
import { logsResourcePolicy } from './logs-resource-policy.ts';
import { pipe } from './pipes-pipe.ts';
import { bucket } from './s3-bucket.ts';
import { bucketPolicy } from './s3-bucket-policy.ts';
import { schedule } from './scheduler-schedule.ts';
import { scheduleGroup } from './scheduler-schedule-group.ts';
import { secretResourcePolicy } from './secretsmanager-resource-policy.ts';
import { secret } from './secretsmanager-secret.ts';
import { subscription } from './sns-subscription.ts';
import { topic } from './sns-topic.ts';
import { topicPolicy } from './sns-topic-policy.ts';
import { queue } from './sqs-queue.ts';
import { queuePolicy } from './sqs-queue-policy.ts';
import { parameter } from './ssm-parameter.ts';
import { activity } from './stepfunctions-activity.ts';
import { stateMachine } from './stepfunctions-state-machine.ts';
import { stateMachineAlias } from './stepfunctions-state-machine-alias.ts';
import { stateMachineVersion } from './stepfunctions-state-machine-version.ts';

const ALL: readonly ResourceHandler[] = [
  activity,
  alarm,
  alias,
  apiDestination,
  archive,
  bucket,
  bucketPolicy,
  cdkMetadata,
  compositeAlarm,
  connection,
  dashboard,
  eventBus,
  eventBusPolicy,
  eventInvokeConfig,
  eventSourceMapping,
  globalTable,
  key,
  keyAlias,
  lambdaFunction,
  logGroup,
  logStream,
  logsResourcePolicy,
  managedPolicy,
  parameter,
  permission,
  pipe,
  policy,
  queue,
  queuePolicy,
  repository,
  role,
  rule,
  schedule,
  scheduleGroup,
  secret,
  secretResourcePolicy,
  stateMachine,
  stateMachineAlias,
  stateMachineVersion,
  subscription,
  table,
  topic,
  topicPolicy,
  url,
  version,
];

const HANDLERS: ReadonlyMap<string, ResourceHandler> = new Map(ALL.map((handler) => [handler.type, handler]));

/** The types that a template may use. */
export const resourceTypes = (): string[] => [...HANDLERS.keys()].sort();

export function handlerOf(type: string): ResourceHandler {
  const handler = HANDLERS.get(type);
  if (!handler) throw unsupported(`the resource type ${type}`);
  return handler;
}
