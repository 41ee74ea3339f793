import type { Aws } from '../aws.ts';
import { attempt } from '../workload.ts';

interface Message {
  readonly Body: string;
  readonly ReceiptHandle: string;
}

export async function createQueue(aws: Aws, QueueName: string, visibilityS: number): Promise<string> {
  const Attributes = { VisibilityTimeout: String(visibilityS) };
  return (await aws.call<{ QueueUrl: string }>('sqs', 'CreateQueue', { QueueName, Attributes })).QueueUrl;
}

export async function receive(aws: Aws, QueueUrl: string): Promise<readonly Message[]> {
  const input = { QueueUrl, MaxNumberOfMessages: 10 };
  const answer = await attempt(aws.call<{ Messages?: Message[] }>('sqs', 'ReceiveMessage', input));
  return answer === 'unknown' ? [] : (answer.Messages ?? []);
}

/** True if the deletion was acknowledged. */
export async function remove(aws: Aws, QueueUrl: string, { ReceiptHandle }: Message): Promise<boolean> {
  return (await attempt(aws.call('sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle }))) !== 'unknown';
}

/** What is still in the queue, in flight included. */
export async function depth(aws: Aws, QueueUrl: string): Promise<number> {
  const { Attributes } = await aws.call<{ Attributes: Record<string, string> }>('sqs', 'GetQueueAttributes', {
    QueueUrl,
    AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  });
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
}
