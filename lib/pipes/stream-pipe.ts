import type { IEnrichment, Pipe } from '@aws-cdk/aws-pipes-alpha';
import { DynamoDBSource, DynamoDBStartingPosition, OnPartialBatchItemFailure } from '@aws-cdk/aws-pipes-sources-alpha';
import { SfnStateMachine, StateMachineInvocationType } from '@aws-cdk/aws-pipes-targets-alpha';
import type { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { pipe } from './pipe.ts';
import { allow, readStream } from './statements.ts';

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

/** The alpha packages have an enrichment of their own for Lambda only in a package that does not install with these. */
function lambdaEnrichment(enrichment: IFunction): IEnrichment {
  return {
    enrichmentArn: enrichment.functionArn,
    grantInvoke: () => undefined,
    bind: () => ({ enrichmentParameters: {} }),
  };
}
