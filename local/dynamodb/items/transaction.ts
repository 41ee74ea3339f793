import { isAwsError } from '../../cloud.ts';
import { AwsError, validation } from '../../errors.ts';
import type { Item } from '../values/attribute-value.ts';

/** Why one part of a transaction cancelled it; `None` if it did not. */
export interface Reason {
  Code: string;
  Message?: string;
  Item?: Item;
}

const CODES: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  DuplicateItemException: 'DuplicateItem',
  ValidationException: 'ValidationError',
};

/** An empty key refuses the whole request, whatever else is wrong with it. */
const REFUSES_ALL = /^One or more parameter values are not valid\. /;

/** Runs one part: what AWS reports among the cancellation reasons is caught, all else is thrown. */
export function attempt<T>(run: () => T): { value: T } | { reason: Reason } {
  try {
    return { value: run() };
  } catch (error) {
    const code = isAwsError(error) ? CODES[error.code] : undefined;
    if (!isAwsError(error) || code === undefined || REFUSES_ALL.test(error.message)) throw error;
    const item = error.fields.Item as Item | undefined;
    return { reason: { Code: code, Message: error.message, ...(item && { Item: item }) } };
  }
}

export function cancelled(reasons: readonly Reason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { fields: { CancellationReasons: reasons } },
  );
}

/** Each item may be named once in a transaction. */
export function checkOnce(places: readonly string[]): void {
  if (new Set(places).size < places.length)
    throw validation('Transaction request cannot include multiple operations on one item');
}
