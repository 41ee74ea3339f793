import { AwsError } from '../errors.ts';

/** CloudFormation's refusal of a template or of a request. */
export const invalid = (message: string, cause?: unknown): AwsError =>
  new AwsError('ValidationError', message, { cause });

/** What the runtime does not support, said with the place where it stands. */
export const unsupported = (feature: string): AwsError =>
  invalid(`${feature} is not supported by the local runtime (see docs/feature-support.md)`);
