import { inTens, type Target } from './target.ts';

/** A topic: one message for each record, ten a call. */
export const snsTarget: Target = async ({ cloud, pipe, payloads }) =>
  inTens(payloads, async (chunk, first) => {
    const published = await cloud.call<{ Failed?: { Id: string }[] }>('sns', 'PublishBatch', {
      TopicArn: pipe.Target,
      PublishBatchRequestEntries: chunk.map(({ text }, index) => ({ Id: String(first + index), Message: text })),
    });
    return (published.Failed ?? []).map((failed) => Number(failed.Id));
  });
