import { InvalidArgumentError } from 'commander';
import { OperationError } from '../../ops/errors.ts';

const isAddress = (text: string): boolean => /^https?:\/\/./.test(text) && URL.canParse(text);

/** An address of a runtime, as `--endpoint` takes it. @throws InvalidArgumentError, which commander prints with the option's name */
export function address(text: string): string {
  if (isAddress(text)) return text;
  throw new InvalidArgumentError('It takes an address such as http://127.0.0.1:4566.');
}

/**
 * Where a command's calls go; undefined: to AWS. What `$AWS_ENDPOINT_URL` says holds unless a profile is named: whoever names one
 * means AWS. The SDK's clients read that variable for themselves, profile or not, so it is taken out of the process's environment then.
 */
export function endpointOf({ endpoint, profile }: { endpoint?: string; profile?: string }): string | undefined {
  if (endpoint !== undefined) return endpoint;
  if (profile === undefined) return environmentAddress();
  delete process.env.AWS_ENDPOINT_URL;
  return undefined;
}

/** What `$AWS_ENDPOINT_URL` says; undefined if it is not set, or empty. @throws OperationError if it is no address */
function environmentAddress(): string | undefined {
  const text = process.env.AWS_ENDPOINT_URL;
  if (!text || isAddress(text)) return text || undefined;
  throw new OperationError(
    `AWS_ENDPOINT_URL is "${text}", which is no address: set it to one such as http://127.0.0.1:4566, or unset it for AWS`,
  );
}
