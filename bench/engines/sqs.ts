import type { Contest } from './rounds.ts';
import type { AwsPool } from './wire.ts';

const call = (aws: AwsPool, action: string, input: object) => aws.call(`AmazonSQS.${action}`, input);
const urls = new WeakMap<AwsPool, string>();

export async function createQueue(aws: AwsPool): Promise<void> {
  const { QueueUrl } = (await call(aws, 'CreateQueue', { QueueName: 'bench' })) as { QueueUrl: string };
  urls.set(aws, QueueUrl);
}

export const CONTESTS: readonly Contest[] = [
  {
    name: 'send',
    async step(aws, n) {
      await call(aws, 'SendMessage', {
        QueueUrl: urls.get(aws),
        MessageBody: `{"n":${n},"text":"${'x'.repeat(200)}"}`,
      });
    },
  },
  {
    name: 'receive and delete',
    async step(aws) {
      const QueueUrl = urls.get(aws);
      const { Messages } = (await call(aws, 'ReceiveMessage', { QueueUrl })) as {
        Messages?: { ReceiptHandle: string }[];
      };
      if (!Messages?.[0]) throw new Error('the queue is empty');
      await call(aws, 'DeleteMessage', { QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle });
    },
  },
];
