import type { Command } from 'commander';
import type { Target } from '../../ops/clients.ts';
import { address, endpointOf } from './address.ts';

/** Where a command acts; the same options for every command that repairs. */
export interface PlaceOptions {
  readonly stack: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly json: boolean;
}

export function targetOf(options: PlaceOptions): Target {
  const { profile, region } = options;
  return { endpoint: endpointOf(options), profile, region };
}

/** Adds the options to a command. */
export function placed(command: Command): Command {
  return command
    .option('--stack <name>', 'the deployed stack', 'Penstock')
    .option(
      '--endpoint <url>',
      'of a local runtime, such as http://127.0.0.1:4566 (default: $AWS_ENDPOINT_URL, else AWS)',
      address,
    )
    .option('--region <name>', 'default: $AWS_REGION')
    .option('--profile <name>', 'of ~/.aws/config')
    .option('--json', 'print one JSON object and nothing else', false);
}
