import type { AwsError } from '../../errors.ts';
import type { Json } from '../json.ts';
import { optimisedFailure } from './errors.ts';
import type { Integration } from './integration.ts';
import { sdkMetadata } from './metadata.ts';

/** SNS speaks the query protocol, whose codes lack the word: `NotFound`, `InvalidParameter`. */
const withoutSuffix = ({ code }: AwsError): string => code.replace(/Exception$/, '');

const NAMING = { prefix: 'SNS', service: 'AmazonSNS', generic: 'AmazonSNSException', code: withoutSuffix };

/** `sns:publish`: a message that is no text is sent as its JSON. */
export const sns: Integration = async ({ visit }, given) => {
  const { Message: body } = given;
  const message =
    body === undefined ? given : { ...given, Message: typeof body === 'string' ? body : JSON.stringify(body) };
  try {
    const answer = await visit.branch.execution.call<Record<string, Json>>('sns', 'Publish', message);
    return { ...answer, ...sdkMetadata(visit, JSON.stringify(answer), {}, 'text/xml') };
  } catch (error) {
    throw optimisedFailure(visit, NAMING, error);
  }
};
