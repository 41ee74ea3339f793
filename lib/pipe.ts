import {
  CloudwatchLogsLogDestination,
  type IEnrichment,
  type ISource,
  type ITarget,
  LogLevel,
  Pipe,
} from '@aws-cdk/aws-pipes-alpha';
import {
  DynamoDBSource,
  DynamoDBStartingPosition,
  OnPartialBatchItemFailure,
  SqsSource,
} from '@aws-cdk/aws-pipes-sources-alpha';
import { SfnStateMachine, StateMachineInvocationType } from '@aws-cdk/aws-pipes-targets-alpha';
import { Duration, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { logGroup } from './logs.ts';
import { physicalName } from './naming.ts';

// This file alone knows the alpha packages: when they change, or become stable, nothing else does.

export interface StreamPipeProps {
  readonly workflow: string;
  readonly table: ITableV2;
  readonly enrichment: IFunction;
  /** An Express machine: its failure is the pipe's, and holds the shard. */
  readonly machine: StateMachine;
  /** Gets pointers (shard and sequence numbers) to the records that were given up. */
  readonly deadLetters: IQueue;
  readonly batchSize: number;
  readonly parallelPerShard: number;
  readonly maximumRecordAge: Duration;
  readonly maximumRetryAttempts: number;
}

/** Table stream → enrichment → Express machine, synchronously: back-pressure, order per item, bisection of a failing batch. */
export function streamPipe(scope: Construct, props: StreamPipeProps): Pipe {
  return pipe(scope, props.workflow, {
    source: new DynamoDBSource(props.table, {
      startingPosition: DynamoDBStartingPosition.TRIM_HORIZON,
      batchSize: props.batchSize,
      parallelizationFactor: props.parallelPerShard,
      onPartialBatchItemFailure: OnPartialBatchItemFailure.AUTOMATIC_BISECT,
      maximumRecordAge: props.maximumRecordAge,
      maximumRetryAttempts: props.maximumRetryAttempts,
      deadLetterTarget: props.deadLetters,
    }),
    enrichment: lambdaEnrichment(props.enrichment),
    target: new SfnStateMachine(props.machine, { invocationType: StateMachineInvocationType.REQUEST_RESPONSE }),
    permissions: [
      readStream(props.table),
      allow(['sqs:SendMessage'], props.deadLetters.queueArn),
      allow(['lambda:InvokeFunction'], props.enrichment.functionArn),
      allow(['states:StartSyncExecution'], props.machine.stateMachineArn),
    ],
  });
}

export interface QueuePipeProps {
  readonly workflow: string;
  readonly queue: IQueue;
  /** A Standard machine: one execution per message (a pipe can start it only without waiting). */
  readonly machine: StateMachine;
  readonly batchSize: number;
  readonly window?: Duration;
}

/** Queue → Standard machine. The message leaves the queue when the execution has started. */
export function queuePipe(scope: Construct, props: QueuePipeProps): Pipe {
  return pipe(scope, props.workflow, {
    source: new SqsSource(props.queue, {
      batchSize: props.batchSize,
      ...(props.window && { maximumBatchingWindow: props.window }),
    }),
    target: new SfnStateMachine(props.machine, { invocationType: StateMachineInvocationType.FIRE_AND_FORGET }),
    permissions: [
      allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], props.queue.queueArn),
      allow(['states:StartExecution'], props.machine.stateMachineArn),
    ],
  });
}

export interface NoticePipeProps {
  readonly name: string;
  readonly table: ITableV2;
  readonly bus: IEventBus;
  readonly source: string;
  readonly detailType: string;
  /** The event's detail, as an input template over a stream record. */
  readonly detail: string;
}

/** Its value passes quickly, so a notice is tried for a minute or two; the pages that miss it see the change when they next ask. */
const NOTICE_AGE = Duration.minutes(2);
const NOTICE_ATTEMPTS = 10;

/** Table stream → bus: an event for each change, which says only that there was one. */
export function noticePipe(scope: Construct, { name, table, bus, source, detailType, detail }: NoticePipeProps): Pipe {
  return pipe(scope, name, {
    source: new DynamoDBSource(table, {
      startingPosition: DynamoDBStartingPosition.TRIM_HORIZON,
      // The most that PutEvents takes at once.
      batchSize: 10,
      onPartialBatchItemFailure: OnPartialBatchItemFailure.AUTOMATIC_BISECT,
      maximumRecordAge: NOTICE_AGE,
      maximumRetryAttempts: NOTICE_ATTEMPTS,
    }),
    target: busTarget(bus, { source, detailType, detail }),
    permissions: [readStream(table), allow(['events:PutEvents'], bus.eventBusArn)],
  });
}

/** The alpha package's own target puts its transformation among the target's parameters, where it cannot be synthesised. */
function busTarget(
  bus: IEventBus,
  { source, detailType, detail }: Pick<NoticePipeProps, 'source' | 'detailType' | 'detail'>,
): ITarget {
  return {
    targetArn: bus.eventBusArn,
    grantPush: () => undefined,
    bind: () => ({
      targetParameters: { inputTemplate: detail, eventBridgeEventBusParameters: { source, detailType } },
    }),
  };
}

function readStream({ tableStreamArn, node }: ITableV2): PolicyStatement {
  if (!tableStreamArn) throw new Error(`The table ${node.path} has no stream: nothing can listen to it.`);
  return allow(
    ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
    tableStreamArn,
  );
}

interface PipeParts {
  readonly source: ISource;
  readonly enrichment?: IEnrichment;
  readonly target: ITarget;
  readonly permissions: readonly PolicyStatement[];
}

/**
 * The role is ours and complete before the pipe exists: the construct would grant more than is needed (`ListStreams` on
 * everything), and a pipe whose role's policy comes later fails to be created.
 */
function pipe(scope: Construct, workflow: string, parts: PipeParts): Pipe {
  const name = physicalName(scope, workflow);
  const logs = logGroup(scope, 'PipeLogs', `/aws/vendedlogs/pipes/${name}`);
  const role = new Role(scope, 'PipeRole', {
    assumedBy: new ServicePrincipal('pipes.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  for (const permission of parts.permissions) role.addToPolicy(permission);
  role.addToPolicy(allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logs.logGroupArn));
  const made = new Pipe(scope, 'Pipe', {
    pipeName: name,
    source: parts.source,
    ...(parts.enrichment && { enrichment: parts.enrichment }),
    target: parts.target,
    role: role.withoutPolicyUpdates(),
    logDestinations: [new CloudwatchLogsLogDestination(logs)],
    logLevel: LogLevel.ERROR,
  });
  made.node.addDependency(role);
  return made;
}

function allow(actions: string[], resource: string): PolicyStatement {
  return new PolicyStatement({ actions, resources: [resource] });
}

/** The alpha packages have an enrichment of their own for Lambda only in a package that does not install with these. */
function lambdaEnrichment(enrichment: IFunction): IEnrichment {
  return {
    enrichmentArn: enrichment.functionArn,
    grantInvoke: () => undefined,
    bind: () => ({ enrichmentParameters: {} }),
  };
}
