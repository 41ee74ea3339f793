import { AwsError } from '../errors.ts';

const LONGEST_SECRET = 65_536;

/** The message shows no value: it is secret. */
export function checkLength({
  SecretString = '',
  SecretBinary = '',
}: {
  readonly SecretString?: string;
  readonly SecretBinary?: string;
}): void {
  const tooLong = [
    ['secretString', Buffer.byteLength(SecretString)],
    ['secretBinary', Buffer.byteLength(SecretBinary, 'base64')],
  ].find(([, bytes]) => Number(bytes) > LONGEST_SECRET)?.[0];
  if (!tooLong) return;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${tooLong}' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_SECRET}`,
  );
}
