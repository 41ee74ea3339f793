import { sleep, uuid } from '../../clock.ts';
import { isAwsError } from '../../cloud.ts';
import type { Condition } from '../../pipes/retry.ts';
import type { StreamRecord } from '../../pipes/sources/stream-record.ts';
import { queueUrl } from '../destinations.ts';
import { kindOf } from './mapping.ts';
import { type PollerContext, SOURCE_ERROR_DELAY_MS } from './poller.ts';

/**
 * Tells the on-failure destination of records that were given up. The message points to them and holds none of their data.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export async function sendFailedBatch(
  context: PollerContext,
  shardId: string,
  records: readonly StreamRecord[],
  condition: Condition,
): Promise<void> {
  const destination = context.mapping.OnFailure;
  if (!destination) return; // as on AWS: without a destination, the records are dropped
  const message = JSON.stringify(describe(context, shardId, records, condition));
  while (!context.stopping.aborted && !(await sent(context, destination, message)))
    await sleep(context.cloud.clock, SOURCE_ERROR_DELAY_MS, context.stopping);
}

async function sent({ cloud }: PollerContext, destination: string, message: string): Promise<boolean> {
  try {
    if (kindOf(destination) === 'sns') await cloud.call('sns', 'Publish', { TopicArn: destination, Message: message });
    else await cloud.call('sqs', 'SendMessage', { QueueUrl: queueUrl(destination), MessageBody: message });
    await cloud.store.committed();
    return true;
  } catch (error) {
    if (!isAwsError(error)) throw error;
    return false; // the destination may be made or mended later: the caller tries again
  }
}

function describe(
  { cloud, mapping }: PollerContext,
  shardId: string,
  records: readonly StreamRecord[],
  condition: Condition,
): object {
  const [first, last] = [records[0], records.at(-1)];
  return {
    requestContext: {
      requestId: uuid(cloud.clock),
      functionArn: mapping.FunctionArn,
      condition,
      approximateInvokeCount: mapping.MaximumRetryAttempts + 1,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: new Date(cloud.clock.now()).toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.sequence,
      endSequenceNumber: last?.sequence,
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: records.length,
      streamArn: mapping.EventSourceArn,
    },
  };
}

const arrival = (record: StreamRecord | undefined): string =>
  new Date((record?.createdAt ?? 0) * 1000).toISOString().replace(/\.000Z$/, 'Z');
