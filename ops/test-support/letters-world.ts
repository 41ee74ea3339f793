import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { workflowOf } from './workflow.ts';

export const sqs = mockClient(SQSClient);
export const states = mockClient(SFNClient);
export const lambda = mockClient(LambdaClient);
export const logs = mockClient(CloudWatchLogsClient);
const sts = mockClient(STSClient);

export const workflow = workflowOf({
  style: 'batch',
  deadLetterQueues: [
    { kind: 'parked', name: 'S-w-dead-letters' },
    { kind: 'pipe', name: 'S-w-pipe-dead-letters' },
  ],
});

/** Everything anew: nothing is answered but what is logged, and who one is. */
export function resetWorld(): void {
  for (const mock of [sqs, states, lambda, logs, sts]) mock.reset();
  logs.onAnyCommand().resolves({});
  sts.onAnyCommand().resolves({});
}

export const awsError = (name: string) => Object.assign(new Error(`${name}!`), { name, $metadata: {} });

/** As the machine parks a change. */
export const body = (key: string) =>
  JSON.stringify({
    workflow: 'w',
    key,
    version: 1,
    reason: 'R',
    error: 'e',
    change: { key, keys: {}, kind: 'upsert' },
  });

/** A queue with these bodies; the other is empty. */
export function queueWith(...bodies: string[]): void {
  sqs.on(GetQueueUrlCommand).callsFake(({ QueueName }) => ({ QueueUrl: QueueName }));
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '0' } });
  sqs
    .on(GetQueueAttributesCommand, { QueueUrl: 'S-w-dead-letters' })
    .resolves({ Attributes: { ApproximateNumberOfMessages: String(bodies.length) } });
  const Messages = bodies.map((Body, index) => ({ MessageId: `m${index}`, ReceiptHandle: `r${index}`, Body }));
  sqs.on(ReceiveMessageCommand).resolves({});
  sqs.on(ReceiveMessageCommand, { QueueUrl: 'S-w-dead-letters' }).resolvesOnce({ Messages }).resolves({});
  sqs.on(ChangeMessageVisibilityBatchCommand).resolves({});
  sqs.on(DeleteMessageBatchCommand).resolves({});
}

/** The write function foresees this of each event. */
export function previewing(outcome: string): void {
  lambda.on(InvokeCommand).callsFake(async ({ Payload }) => {
    const { events } = JSON.parse(Buffer.from(Payload).toString());
    return {
      Payload: Buffer.from(JSON.stringify(events.map(({ key }: { key: string }) => ({ outcome, key, version: 1 })))),
    };
  });
}

export const deleted = () =>
  sqs.commandCalls(DeleteMessageBatchCommand).flatMap(({ args }) => args[0].input.Entries ?? []);
export const shownAgain = () =>
  sqs
    .commandCalls(ChangeMessageVisibilityBatchCommand)
    .flatMap(({ args }) => args[0].input.Entries ?? [])
    .filter(({ VisibilityTimeout }) => VisibilityTimeout === 0)
    .map(({ ReceiptHandle }) => ReceiptHandle);
