import { AwsError, shown } from '../errors.ts';
import type { LogGroup, LogStore, LogStream } from './store.ts';

export const noGroup = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
export const noStream = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
export const invalid = (message: string): AwsError => new AwsError('InvalidParameterException', message);

const NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/;
const ARN = /^arn:aws[\w-]*:logs:[^:]*:[^:]*:log-group:([^:]+)(?::\*)?$/;

interface GroupInput {
  readonly logGroupName?: unknown;
  readonly logGroupIdentifier?: unknown;
}

/** The group's name from either way to give it, but not both; an identifier may be an ARN. */
export function groupName({ logGroupName, logGroupIdentifier }: GroupInput): string {
  if (logGroupName !== undefined && logGroupIdentifier !== undefined)
    throw invalid('LogGroup name and LogGroup ARN are mutually exclusive parameters.');
  const given = logGroupName ?? logGroupIdentifier;
  if (given === undefined) throw invalid('Must specify LogGroup name or LogGroup ARN.');
  const name = typeof given === 'string' ? (ARN.exec(given)?.[1] ?? given) : '';
  if (!NAME.test(name))
    throw invalid(
      `1 validation error detected: Value '${shown(given)}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`,
    );
  return name;
}

export function requireGroup(store: LogStore, input: GroupInput): LogGroup {
  const group = store.group(groupName(input));
  if (!group) throw noGroup();
  return group;
}

export function requireStream(store: LogStore, input: GroupInput & { logStreamName?: unknown }): LogStream {
  const group = requireGroup(store, input);
  const stream = store.stream(group.name, streamName(input.logStreamName));
  if (!stream) throw noStream();
  return stream;
}

export function streamName(name: unknown): string {
  if (typeof name !== 'string' || name === '' || name.length > 512 || /[:*]/.test(name))
    throw invalid(
      `1 validation error detected: Value '${String(name)}' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*`,
    );
  return name;
}

/** A number from `least` to `most`, or the default when it is not given. */
export function limit(value: unknown, most: number, byDefault: number): number {
  if (value === undefined) return byDefault;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most)
    throw invalid(
      `1 validation error detected: Value '${shown(value)}' at 'limit' failed to satisfy constraint: Member must have value less than or equal to ${most}`,
    );
  return value;
}
