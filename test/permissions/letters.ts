import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand } from '@aws-sdk/client-dynamodb-streams';
import { GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Clients } from '../../ops/clients.ts';

/** Sign-ups that never reached their machine. */
export const SIGN_UPS = 'Penstock-auth0-user-to-mailchimp-queue-dead-letters';

export const user = (id: string) => ({
  specversion: '1.0',
  type: 'user.created',
  id: `evt_${id}`,
  time: '2026-11-22T03:00:00Z',
  data: { object: { user_id: `auth0|${id}`, email: `${id}@example.com` } },
});

/** A letter that points to the first record of the inventory's stream. */
export async function pointer({ tables, streams }: Clients): Promise<string> {
  const { Table } = await tables.send(new DescribeTableCommand({ TableName: 'Penstock-inventory' }));
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: Table?.LatestStreamArn }));
  const [shard] = StreamDescription?.Shards ?? [];
  const start = shard?.SequenceNumberRange?.StartingSequenceNumber;
  const info = {
    streamArn: Table?.LatestStreamArn,
    shardId: shard?.ShardId,
    startSequenceNumber: start,
    endSequenceNumber: start,
    batchSize: 1,
  };
  return JSON.stringify({ context: { condition: 'RetryAttemptsExhausted' }, DDBStreamBatchInfo: info });
}

export async function send({ queues }: Clients, QueueName: string, MessageBody: string): Promise<void> {
  const { QueueUrl } = await queues.send(new GetQueueUrlCommand({ QueueName }));
  await queues.send(new SendMessageCommand({ QueueUrl, MessageBody }));
}
