import { InvalidArgumentError } from 'commander';

/** An address of a runtime, as `--endpoint` takes it. @throws InvalidArgumentError, which commander prints with the option's name */
export function address(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('an address such as http://127.0.0.1:4566.');
}
