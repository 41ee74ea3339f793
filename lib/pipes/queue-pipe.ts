import type { Pipe } from '@aws-cdk/aws-pipes-alpha';
import { SqsSource } from '@aws-cdk/aws-pipes-sources-alpha';
import { SfnStateMachine, StateMachineInvocationType } from '@aws-cdk/aws-pipes-targets-alpha';
import type { Duration } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { pipe } from './pipe.ts';
import { allow } from './statements.ts';

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
