import type { AwsError } from '../../errors.ts';
import type { Json } from '../json.ts';
import { optimisedFailure } from './errors.ts';
import type { Integration } from './integration.ts';
import { sdkMetadata } from './metadata.ts';

/** The exceptions that SQS's model names; the SDK shows all others as the service's general one. */
const MODELLED = new Set([
  'InvalidAddress',
  'InvalidAttributeName',
  'InvalidAttributeValue',
  'InvalidMessageContents',
  'InvalidSecurity',
  'OverLimit',
  'QueueDoesNotExist',
  'RequestThrottled',
  'UnsupportedOperation',
]);

const NAMING = {
  prefix: 'SQS',
  service: 'AmazonSQS',
  generic: 'AmazonSQSException',
  modelled: (code: string) => MODELLED.has(code) || code.startsWith('Kms'),
  // the code of the older protocol stands in the cause
  code: ({ code, fields }: AwsError) => String(fields.queryErrorCode ?? code).split(';')[0] ?? code,
};

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
