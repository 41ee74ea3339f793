import { AwsError } from '../errors.ts';

/**
 * SQS speaks AWS JSON since 2023, and tells the older code too, in the header `x-amzn-query-error`, so that clients
 * that look for `AWS.SimpleQueueService.NonExistentQueue` go on working. The wire makes that header from `queryErrorCode`, which
 * says whose fault it is, too: always the sender's.
 */
function refusal(shape: string, legacyCode: string, message: string, status = 400): AwsError {
  return new AwsError(shape, message, { status, fields: { queryErrorCode: `${legacyCode};Sender` } });
}

const LEGACY = 'AWS.SimpleQueueService.';

export const queueDoesNotExist = (): AwsError =>
  refusal('QueueDoesNotExist', `${LEGACY}NonExistentQueue`, 'The specified queue does not exist.');

export const queueNameExists = (attribute: string): AwsError =>
  refusal(
    'QueueNameExists',
    'QueueAlreadyExists',
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
  );

export const invalidParameter = (message: string): AwsError =>
  refusal('InvalidParameterValueException', 'InvalidParameterValue', message);

export const missingParameter = (name: string): AwsError =>
  refusal('MissingRequiredParameterException', 'MissingParameter', `The request must contain the parameter ${name}.`);

export const unknownAttribute = (name: string): AwsError =>
  refusal('InvalidAttributeName', 'InvalidAttributeName', `Unknown Attribute ${name}.`);

export const invalidAttributeName = (message: string): AwsError =>
  refusal('InvalidAttributeName', 'InvalidAttributeName', message);

export const invalidAttributeValue = (name: string, reason = ''): AwsError =>
  refusal(
    'InvalidAttributeValue',
    'InvalidAttributeValue',
    `Invalid value for the parameter ${name}.${reason && ` Reason: ${reason}`}`,
  );

export const invalidMessageContents = (message: string): AwsError =>
  refusal('InvalidMessageContents', 'InvalidMessageContents', message);

export const receiptHandleIsInvalid = (handle: string): AwsError =>
  refusal(
    'ReceiptHandleIsInvalid',
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
    404,
  );

export const messageNotInflight = (): AwsError =>
  refusal('MessageNotInflight', `${LEGACY}MessageNotInflight`, 'The message referred to is not in flight.');

export const emptyBatchRequest = (entry: string): AwsError =>
  refusal('EmptyBatchRequest', `${LEGACY}EmptyBatchRequest`, `There should be at least one ${entry} in the request.`);

export const tooManyEntries = (count: number): AwsError =>
  refusal(
    'TooManyEntriesInBatchRequest',
    `${LEGACY}TooManyEntriesInBatchRequest`,
    `Maximum number of entries per request are 10. You have sent ${count}.`,
  );

export const entryIdsNotDistinct = (id: string): AwsError =>
  refusal('BatchEntryIdsNotDistinct', `${LEGACY}BatchEntryIdsNotDistinct`, `Id ${id} repeated.`);

export const invalidBatchEntryId = (): AwsError =>
  refusal(
    'InvalidBatchEntryId',
    `${LEGACY}InvalidBatchEntryId`,
    'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
  );

export const batchTooLong = (limit: number, bytes: number): AwsError =>
  refusal(
    'BatchRequestTooLong',
    `${LEGACY}BatchRequestTooLong`,
    `Batch requests cannot be longer than ${limit} bytes. You have sent ${bytes} bytes.`,
  );

export const unsupportedOperation = (message: string): AwsError =>
  refusal('UnsupportedOperation', `${LEGACY}UnsupportedOperation`, message);

export const purgeInProgress = (queue: string): AwsError =>
  refusal(
    'PurgeQueueInProgress',
    `${LEGACY}PurgeQueueInProgress`,
    `Only one PurgeQueue operation on ${queue} is allowed every 60 seconds.`,
    403,
  );

export const overLimit = (message: string): AwsError => refusal('OverLimit', 'OverLimit', message, 403);

export const resourceNotFound = (message: string): AwsError =>
  refusal('ResourceNotFoundException', 'ResourceNotFoundException', message, 404);

/** An error as it stands in the `Failed` list of a batch answer. */
export function failedEntry(
  id: string,
  error: unknown,
): { Id: string; Code: string; Message: string; SenderFault: true } {
  if (!(error instanceof AwsError)) throw error;
  const code = String(error.fields.queryErrorCode ?? error.code).replace(';Sender', '');
  return { Id: id, Code: code, Message: error.message, SenderFault: true };
}
