import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand } from '@aws-sdk/client-dynamodb-streams';
import { GetQueueUrlCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { Change } from '../../functions/change.ts';
import type { Clients } from '../../ops/clients.ts';
import { discard } from '../../ops/dead-letters/discard.ts';
import { readLetters } from '../../ops/dead-letters/read.ts';
import { readPointers } from '../../ops/dead-letters/stream.ts';
import type { Workflow } from '../../ops/workflows.ts';

/** Puts pointers to the stream's records in place of what was parked of these keys, as a pipe that gave them up would. */
export async function pointInstead(clients: Clients, workflow: Workflow, keys: readonly string[]): Promise<void> {
  const { letters } = await readLetters(clients, workflow);
  const wanted = new Set(keys);
  const replaced = letters.filter(({ key = '' }) => wanted.has(key));
  const { streamArn, shards } = await streamOf(clients, workflow);
  const pointers = replaced.flatMap(({ event }) => {
    const { sequenceNumber, changedAt } = event as Change;
    return shards.map((shardId) => ({
      streamArn,
      shardId,
      startSequenceNumber: sequenceNumber,
      endSequenceNumber: sequenceNumber,
      batchSize: 1,
      firstArrival: changedAt,
      lastArrival: changedAt,
    }));
  });
  // Which shard has a record is not in the change, so it is looked for in each.
  const found = await readPointers(clients, pointers);
  const bodies = pointers
    .filter((pointer) => {
      const changes = found.get(pointer);
      return Array.isArray(changes) && changes.length === 1;
    })
    .map(({ firstArrival, lastArrival, ...info }) => {
      const [first, last] = [firstArrival, lastArrival].map((at) => new Date(at).toISOString());
      const times = { approximateArrivalOfFirstRecord: first, approximateArrivalOfLastRecord: last };
      return JSON.stringify({
        context: { condition: 'RetryAttemptsExhausted' },
        DDBStreamBatchInfo: { ...info, ...times },
      });
    });
  await discard(clients, workflow, { ids: replaced.map(({ id }) => id) }, 'pointers take their place');
  await send(clients, `${workflow.stack}-${workflow.name}-pipe-dead-letters`, bodies);
}

async function streamOf(clients: Clients, { source }: Workflow) {
  const TableName = 'table' in source ? source.table : '';
  const { Table } = await clients.tables.send(new DescribeTableCommand({ TableName }));
  const streamArn = Table?.LatestStreamArn ?? '';
  const { StreamDescription } = await clients.streams.send(new DescribeStreamCommand({ StreamArn: streamArn }));
  return { streamArn, shards: (StreamDescription?.Shards ?? []).map(({ ShardId = '' }) => ShardId) };
}

/** Files sign-ups in the two queues that hold what never reached the machine. */
export async function fileQueueLetters(clients: Clients, count: number): Promise<void> {
  const bodies = Array.from({ length: count }, (_, n) => JSON.stringify({ detail: signUp(n) }));
  const half = Math.floor(count / 2);
  await send(clients, 'Penstock-auth0-user-to-mailchimp-queue-dead-letters', bodies.slice(0, half));
  await send(clients, 'Penstock-auth0-user-to-mailchimp-rule-dead-letters', bodies.slice(half), {
    RULE_ARN: 'arn:aws:events:us-east-1:000000000000:rule/r',
    ERROR_CODE: 'NO_PERMISSIONS',
    ERROR_MESSAGE: 'denied for a while',
  });
}

/** Every fifth event is one that was delivered twice. */
function signUp(n: number) {
  const who = n % 5 === 4 ? n - 1 : n;
  return {
    specversion: '1.0',
    type: 'user.created',
    id: `evt_redrive_${who}`,
    time: '2026-11-22T03:00:00.000Z',
    data: { object: { user_id: `auth0|redrive-${who}`, email: `redrive-${who}@example.com` } },
  };
}

async function send(
  clients: Clients,
  QueueName: string,
  bodies: readonly string[],
  attributes: Record<string, string> = {},
) {
  const { QueueUrl } = await clients.queues.send(new GetQueueUrlCommand({ QueueName }));
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  for (let start = 0; start < bodies.length; start += 10) {
    const Entries = bodies
      .slice(start, start + 10)
      .map((MessageBody, index) => ({ Id: String(index), MessageBody, MessageAttributes }));
    await clients.queues.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
}
