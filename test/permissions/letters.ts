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

/** Of the inventory: what the machine parked, and what the pipe gave up. */
export const PARKED = 'Penstock-inventory-to-algolia-dead-letters';
export const GIVEN_UP = 'Penstock-inventory-to-algolia-pipe-dead-letters';

/** A letter that points to the first record of the inventory's stream; or, if it is gone, to a shard that is no more. */
export async function pointer({ tables, streams }: Clients, gone = false): Promise<string> {
  const { Table } = await tables.send(new DescribeTableCommand({ TableName: 'Penstock-inventory' }));
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: Table?.LatestStreamArn }));
  const [shard] = StreamDescription?.Shards ?? [];
  const start = shard?.SequenceNumberRange?.StartingSequenceNumber;
  const now = new Date().toISOString();
  const info = {
    streamArn: Table?.LatestStreamArn,
    shardId: gone ? 'shardId-00000000000000000000-00000000' : shard?.ShardId,
    startSequenceNumber: start,
    endSequenceNumber: start,
    batchSize: 1,
    approximateArrivalOfFirstRecord: now,
    approximateArrivalOfLastRecord: now,
  };
  return JSON.stringify({ context: { condition: 'RetryAttemptsExhausted' }, DDBStreamBatchInfo: info });
}

export async function send({ queues }: Clients, QueueName: string, MessageBody: string): Promise<void> {
  const { QueueUrl } = await queues.send(new GetQueueUrlCommand({ QueueName }));
  await queues.send(new SendMessageCommand({ QueueUrl, MessageBody }));
}
