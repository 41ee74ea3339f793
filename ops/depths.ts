import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Clients } from './clients.ts';
import { allowed, awsErrorName } from './errors.ts';

/** How many messages a queue holds; SQS counts approximately. */
export interface QueueDepth {
  readonly visible: number;
  /** Received by somebody, and neither deleted nor given back yet. */
  readonly inFlight: number;
  readonly delayed: number;
}

const NONE: QueueDepth = { visible: 0, inFlight: 0, delayed: 0 };

/** A queue that is not there (any more) holds nothing. */
export async function queueDepth({ queues }: Clients, QueueName: string): Promise<QueueDepth> {
  try {
    const { QueueUrl } = await allowed('sqs:GetQueueUrl', () => queues.send(new GetQueueUrlCommand({ QueueName })));
    return await depthAt(queues, QueueUrl ?? '');
  } catch (error) {
    if (isQueueGone(error)) return NONE;
    throw error;
  }
}

/** Of a queue whose address is known. */
export async function depthAt(client: SQSClient, QueueUrl: string): Promise<QueueDepth> {
  const { Attributes = {} } = await allowed('sqs:GetQueueAttributes', () =>
    client.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      }),
    ),
  );
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
  };
}

export function isQueueGone(error: unknown): boolean {
  return /QueueDoesNotExist|NonExistentQueue/.test(awsErrorName(error));
}
