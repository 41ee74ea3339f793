import type { Cloud } from '../../cloud.ts';
import { callerOf, resourceOf } from '../model.ts';
import { dynamic } from '../path.ts';
import { inTens, type Payload, type Target } from './target.ts';

/** The URL by which the queue's API knows a queue of this ARN. */
export async function queueUrl(cloud: Cloud, queueArn: string): Promise<string> {
  const found = await cloud.call<{ QueueUrl: string }>('sqs', 'GetQueueUrl', { QueueName: resourceOf(queueArn) });
  return found.QueueUrl;
}

/** A queue: one message for each record, ten a call. `MessageGroupId` and `MessageDeduplicationId` may be dynamic. */
export const sqsTarget: Target = async ({ cloud, pipe, payloads }) => {
  const QueueUrl = await queueUrl(cloud, pipe.Target);
  const parameters = pipe.TargetParameters?.SqsQueueParameters;
  const entry = ({ event, text }: Payload, index: number) => ({
    Id: String(index),
    MessageBody: text,
    ...(parameters?.MessageGroupId && { MessageGroupId: dynamic(parameters.MessageGroupId, event) }),
    ...(parameters?.MessageDeduplicationId && {
      MessageDeduplicationId: dynamic(parameters.MessageDeduplicationId, event),
    }),
  });
  return inTens(payloads, async (chunk, first) => {
    const Entries = chunk.map((payload, index) => entry(payload, first + index));
    const input = { QueueUrl, Entries };
    const sent = await cloud.call<{ Failed?: { Id: string }[] }>('sqs', 'SendMessageBatch', input, callerOf(pipe));
    return (sent.Failed ?? []).map((failed) => Number(failed.Id));
  });
};
