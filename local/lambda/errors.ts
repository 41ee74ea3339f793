import { AwsError } from '../errors.ts';

/** Lambda's errors, with the HTTP statuses of its API reference. */
export const notFound = (message: string): AwsError =>
  new AwsError('ResourceNotFoundException', message, { status: 404 });
export const functionNotFound = (arn: string): AwsError => notFound(`Function not found: ${arn}`);
export const conflict = (message: string): AwsError =>
  new AwsError('ResourceConflictException', message, { status: 409 });
export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);
export const validation = (message: string): AwsError => new AwsError('ValidationException', message);

export const throttled = (): AwsError =>
  new AwsError('TooManyRequestsException', 'Rate Exceeded.', {
    status: 429,
    fields: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
  });
