import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
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
    const { Attributes = {} } = await allowed('sqs:GetQueueAttributes', () =>
      queues.send(
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
  } catch (error) {
    if (/QueueDoesNotExist|NonExistentQueue/.test(awsErrorName(error))) return NONE;
    throw error;
  }
}
