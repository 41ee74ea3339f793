import { AwsError } from '../errors.ts';

export const notFound = (what: string): AwsError =>
  new AwsError('NotFoundException', `${what} does not exist`, { status: 404 });

export const invalidParameter = (message: string): AwsError =>
  new AwsError('InvalidParameterException', `Invalid parameter: ${message}`);

/** A wrong attribute of a topic or subscription, as the actions that make them word it. */
export const invalidAttribute = (reason: string): AwsError => invalidParameter(`Attributes Reason: ${reason}`);

/** An error as it stands in the `Failed` list of PublishBatch. */
export function failedEntry(
  id: string,
  error: unknown,
): { Id: string; Code: string; Message: string; SenderFault: boolean } {
  if (!(error instanceof AwsError)) throw error;
  return { Id: id, Code: error.code.replace(/Exception$/, ''), Message: error.message, SenderFault: true };
}
