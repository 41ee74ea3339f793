import { AwsError } from '../../local/errors.ts';
import type { Life } from './life.ts';

export interface Message {
  readonly Body: string;
  readonly ReceiptHandle: string;
}

/** All that can be received now; it is hidden from others for so long. */
export async function* received(life: Life, queue: string, hideSeconds: number): AsyncGenerator<readonly Message[]> {
  const { QueueUrl } = await life.call<{ QueueUrl: string }>('sqs', 'GetQueueUrl', { QueueName: queue });
  for (;;) {
    const input = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: hideSeconds };
    const { Messages = [] } = await life.call<{ Messages?: Message[] }>('sqs', 'ReceiveMessage', input);
    if (!Messages.length) return;
    yield Messages;
  }
}

/** Deletes messages that were received. */
export async function remove(life: Life, queue: string, messages: readonly Message[]): Promise<void> {
  const { QueueUrl } = await life.call<{ QueueUrl: string }>('sqs', 'GetQueueUrl', { QueueName: queue });
  for (const { ReceiptHandle } of messages) {
    try {
      await life.call('sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error; // its receipt has expired: it is seen once more
    }
  }
}
