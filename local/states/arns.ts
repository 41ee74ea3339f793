import { AwsError, shown } from '../errors.ts';

/** `arn:partition:service:region:account:resource`, split; the resource keeps its own colons. */
export interface Arn {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** The parts of the resource: `stateMachine`, name, version or alias. */
  readonly parts: string[];
}

export const invalidArn = (arn: unknown): AwsError =>
  new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${shown(arn)}'`);

export function parseArn(text: unknown): Arn {
  if (typeof text !== 'string' || !text.startsWith('arn:')) throw invalidArn(text);
  const [, , service = '', region = '', account = '', ...parts] = text.split(':');
  if (parts.length === 0) throw invalidArn(text);
  return { service, region, account, parts };
}

/** The parts after `kind` of an ARN of Step Functions; refuses ARNs of other things. */
export function resourceOf(text: unknown, ...kinds: string[]): string[] {
  const { service, parts } = parseArn(text);
  const [kind = '', ...rest] = parts;
  if (service !== 'states' || !kinds.includes(kind) || rest.length === 0 || rest.some((part) => part === '')) {
    throw new AwsError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: ${kind}'`);
  }
  return rest;
}

/** The ARN with another kind of resource and more parts: a machine's ARN becomes its execution's. */
export function derive(arn: string, kind: string, ...parts: string[]): string {
  const fields = arn.split(':');
  return [...fields.slice(0, 5), kind, ...parts].join(':');
}
