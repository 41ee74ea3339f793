import { unsupported } from '../invalid.ts';
import type { ResourceHandler } from '../resource.ts';
import { cdkMetadata } from './cdk-metadata.ts';
import { alarm } from './cloudwatch-alarm.ts';
import { globalTable } from './dynamodb-global-table.ts';
import { table } from './dynamodb-table.ts';
import { eventBus } from './events-event-bus.ts';
import { rule } from './events-rule.ts';
import { managedPolicy } from './iam-managed-policy.ts';
import { policy } from './iam-policy.ts';
import { role } from './iam-role.ts';
import { lambdaFunction } from './lambda-function.ts';
import { permission } from './lambda-permission.ts';
import { logGroup } from './logs-log-group.ts';
import { pipe } from './pipes-pipe.ts';
import { secret } from './secretsmanager-secret.ts';
import { queue } from './sqs-queue.ts';
import { queuePolicy } from './sqs-queue-policy.ts';
import { stateMachine } from './stepfunctions-state-machine.ts';

const ALL: readonly ResourceHandler[] = [
  alarm,
  cdkMetadata,
  eventBus,
  globalTable,
  lambdaFunction,
  logGroup,
  managedPolicy,
  permission,
  pipe,
  policy,
  queue,
  queuePolicy,
  role,
  rule,
  secret,
  stateMachine,
  table,
];

const HANDLERS: ReadonlyMap<string, ResourceHandler> = new Map(ALL.map((handler) => [handler.type, handler]));

/** The types that a template may use. */
export const resourceTypes = (): string[] => [...HANDLERS.keys()].sort();

export function handlerOf(type: string): ResourceHandler {
  const handler = HANDLERS.get(type);
  if (!handler) throw unsupported(`the resource type ${type}`);
  return handler;
}
