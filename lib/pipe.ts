import { CloudwatchLogsLogDestination, type IEnrichment, type ISource, LogLevel, Pipe } from '@aws-cdk/aws-pipes-alpha';
import {
  DynamoDBSource,
  DynamoDBStartingPosition,
  OnPartialBatchItemFailure,
  SqsSource,
} from '@aws-cdk/aws-pipes-sources-alpha';
import { SfnStateMachine, StateMachineInvocationType } from '@aws-cdk/aws-pipes-targets-alpha';
import { type Duration, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
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
  const stream = props.table.tableStreamArn;
  if (!stream) throw new Error(`The table ${props.table.node.path} has no stream: a workflow cannot listen to it.`);
  return pipe(scope, props, {
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
    invocationType: StateMachineInvocationType.REQUEST_RESPONSE,
    permissions: [
      allow(
        ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
        stream,
      ),
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
  return pipe(scope, props, {
    source: new SqsSource(props.queue, {
      batchSize: props.batchSize,
      ...(props.window && { maximumBatchingWindow: props.window }),
    }),
    invocationType: StateMachineInvocationType.FIRE_AND_FORGET,
    permissions: [
      allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], props.queue.queueArn),
      allow(['states:StartExecution'], props.machine.stateMachineArn),
    ],
  });
}

interface PipeParts {
  readonly source: ISource;
  readonly enrichment?: IEnrichment;
  readonly invocationType: StateMachineInvocationType;
  readonly permissions: readonly PolicyStatement[];
}

/**
 * The role is ours and complete before the pipe exists: the construct would grant more than is needed (`ListStreams` on
 * everything), and a pipe whose role's policy comes later fails to be created.
 */
function pipe(scope: Construct, props: { workflow: string; machine: StateMachine }, parts: PipeParts): Pipe {
  const name = physicalName(scope, props.workflow);
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
    target: new SfnStateMachine(props.machine, { invocationType: parts.invocationType }),
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
