import { sleep } from '../../clock.ts';
import { type Pipe, type StreamParameters, serviceOf } from '../model.ts';
import type { Condition } from '../retry.ts';
import { queueUrl } from '../targets/sqs.ts';
import { SOURCE_ERROR_DELAY_MS, type SourceContext } from './source.ts';
import type { StreamRecord } from './stream-record.ts';

/**
 * The message for records given up: it points to them in the stream (where they stay for 24 h), and holds none of their data.
 * AWS documents only that it is metadata about the batch; this is the form that has been seen.
 */
export function pointerMessage(
  pipe: Pipe,
  shardId: string,
  records: readonly StreamRecord[],
  condition: Condition,
  nowMs: number,
): object {
  const [first, last] = [records[0], records.at(-1)];
  return {
    context: { partnerResourceArn: pipe.Arn, condition },
    version: '1.0',
    timestamp: new Date(nowMs).toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.sequence,
      endSequenceNumber: last?.sequence,
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: records.length,
      streamArn: pipe.Source,
    },
  };
}

const arrival = (record: StreamRecord | undefined): string =>
  new Date((record?.createdAt ?? 0) * 1000).toISOString().replace(/\.000Z$/, 'Z');

/** Sends the pointer to the dead-letter queue or topic, and tries until it is there: else the records would be lost. */
export async function sendPointer(
  context: SourceContext,
  parameters: StreamParameters,
  shardId: string,
  records: readonly StreamRecord[],
  condition: Condition,
): Promise<void> {
  const arn = parameters.DeadLetterConfig?.Arn;
  if (!arn) return; // as on AWS: without a dead-letter target, the records are dropped
  const { cloud, pipe, stopping } = context;
  const message = JSON.stringify(pointerMessage(pipe, shardId, records, condition, cloud.clock.now()));
  let told = '';
  while (!stopping.aborted) {
    const refusal = await refusalOf(context, arn, message);
    if (refusal === undefined) return;
    if (refusal !== told)
      process.emitWarning(`the pipe ${pipe.Name} waits for its dead-letter target ${arn}: ${refusal}`);
    told = refusal;
    await sleep(cloud.clock, SOURCE_ERROR_DELAY_MS, stopping);
  }
}

/** Why the target did not take the message; undefined if it did. It may be made or mended later: the caller tries again. */
async function refusalOf({ cloud }: SourceContext, arn: string, message: string): Promise<string | undefined> {
  try {
    if (serviceOf(arn) === 'sns') await cloud.call('sns', 'Publish', { TopicArn: arn, Message: message });
    else await cloud.call('sqs', 'SendMessage', { QueueUrl: await queueUrl(cloud, arn), MessageBody: message });
    await cloud.store.committed();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
