import type { Clock } from '../../../clock.ts';
import { uuid } from '../../../clock.ts';
import { AwsError } from '../../../errors.ts';
import { StateFailure } from '../../failure.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export const readerFailed = (why: string, cause?: unknown): StateFailure =>
  new StateFailure('States.ItemReaderFailed', why, { cause });

export const writerFailed = (why: string, cause?: unknown): StateFailure =>
  new StateFailure('States.ResultWriterFailed', why, { cause });

/** S3's refusal as a cause tells it; what is no refusal is thrown on. */
export function refusalText(clock: Clock, error: unknown): string {
  if (!(error instanceof AwsError)) throw error;
  const { message, status, code } = error;
  const ids = `Request ID: ${uuid(clock)}; S3 Extended Request ID: ${uuid(clock)}; Proxy: null`;
  return `${message} (Service: Amazon S3; Status Code: ${status}; Error Code: ${code}; ${ids})`;
}
