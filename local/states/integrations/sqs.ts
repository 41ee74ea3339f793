import type { Json } from '../json.ts';
import { optimisedFailure } from './errors.ts';
import { sdkMetadata } from './metadata.ts';
import type { Integration } from './service.ts';

const NAMING = { prefix: 'SQS', service: 'AmazonSQS', generic: 'AmazonSQSException' };

/** `sqs:sendMessage`: a body that is no text is sent as its JSON. */
export const sqs: Integration = async ({ visit }, given) => {
  const { MessageBody: body } = given;
  const message =
    body === undefined ? given : { ...given, MessageBody: typeof body === 'string' ? body : JSON.stringify(body) };
  try {
    const answer = await visit.branch.execution.call<Record<string, Json>>('sqs', 'SendMessage', message);
    return { ...answer, ...sdkMetadata(visit, JSON.stringify(answer)) };
  } catch (error) {
    throw optimisedFailure(visit, NAMING, error);
  }
};
