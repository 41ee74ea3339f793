import { AwsError } from '../../errors.ts';
import type { Engine } from '../engine.ts';
import { groupName } from '../execution/log-writer.ts';
import { isObject, type JsonObject } from '../json.ts';
import { oneOf, textOf } from './check.ts';
import { violated } from './errors.ts';

const LEVELS = ['ALL', 'ERROR', 'FATAL', 'OFF'] as const;
const invalidLogging = (why: string): AwsError =>
  new AwsError('InvalidLoggingConfiguration', `Invalid Logging Configuration: ${why}`);

/** Checks a logging configuration, and that its log group is there. */
export async function loggingOf(engine: Engine, value: unknown): Promise<JsonObject | undefined> {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw invalidLogging('Expected an object.');
  const level = value.level === undefined ? 'OFF' : oneOf(value.level, 'loggingConfiguration.level', LEVELS);
  const destinations = Array.isArray(value.destinations) ? value.destinations : [];
  if (destinations.length > 1 || (level !== 'OFF' && destinations.length === 0)) {
    throw invalidLogging('Must specify exactly one Log Destination.');
  }
  const group = isObject(destinations[0]) ? destinations[0].cloudWatchLogsLogGroup : undefined;
  const arn = isObject(group) ? group.logGroupArn : undefined;
  if (destinations.length === 1) await checkGroup(engine, arn);
  return {
    level,
    includeExecutionData: value.includeExecutionData === true,
    ...(Array.isArray(value.destinations) ? { destinations } : {}),
  };
}

async function checkGroup(engine: Engine, arn: unknown): Promise<void> {
  if (typeof arn !== 'string' || !/^arn:[^:]+:logs:[^:]*:[^:]*:log-group:.+:\*$/.test(arn))
    throw invalidLogging('Log Destination Arn is not valid.');
  if (!engine.cloud.service('logs')) return;
  const name = groupName(arn);
  const { logGroups = [] } = await engine.cloud.call<{ logGroups?: { logGroupName?: string }[] }>(
    'logs',
    'DescribeLogGroups',
    {
      logGroupNamePrefix: name,
    },
  );
  if (!logGroups.some((group) => group.logGroupName === name)) throw invalidLogging('Log Destination not found.');
}

export const SHOWN_LOGGING = { level: 'OFF', includeExecutionData: false };

export function tracingOf(value: unknown): JsonObject | undefined {
  return isObject(value) ? { enabled: value.enabled === true } : undefined;
}

const ENCRYPTION = ['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KMS_KEY'] as const;
const invalidEncryption = (why: string): AwsError =>
  new AwsError('InvalidEncryptionConfiguration', `Invalid Encryption Configuration: ${why}`);

/** Checks an encryption configuration: https://docs.aws.amazon.com/step-functions/latest/apireference/API_EncryptionConfiguration.html */
export function encryptionOf(value: unknown): JsonObject | undefined {
  if (!isObject(value)) return undefined;
  const type = oneOf(value.type, 'encryptionConfiguration.type', ENCRYPTION);
  const { kmsKeyId: key, kmsDataKeyReusePeriodSeconds: period } = value;
  if (type === 'AWS_OWNED_KEY') {
    if (key !== undefined || period !== undefined)
      throw invalidEncryption(`A key is not supported for the type ${type}.`);
    return { type };
  }
  if (typeof key !== 'string') throw invalidEncryption(`kmsKeyId is required for the type ${type}.`);
  const reuse = reusePeriod(period);
  return { kmsKeyId: key, ...(reuse === undefined ? {} : { kmsDataKeyReusePeriodSeconds: reuse }), type };
}

function reusePeriod(seconds: unknown): number | undefined {
  if (seconds === undefined || seconds === null) return undefined;
  const member = 'encryptionConfiguration.kmsDataKeyReusePeriodSeconds';
  if (typeof seconds !== 'number' || seconds < 60)
    throw violated(seconds, member, 'have value greater than or equal to 60');
  if (seconds > 900) throw violated(seconds, member, 'have value less than or equal to 900');
  return seconds;
}

const ROLE = /^arn:[^:]+:iam::\d{0,12}:role\/.+$/;

export function roleOf(input: Record<string, unknown>): string {
  const role = textOf(input, 'roleArn', 1, 256);
  if (!ROLE.test(role)) throw new AwsError('InvalidArn', `Invalid Role Arn: '${role}'`);
  return role;
}

/** Tags as `[{key, value}]`; at most 50. */
export function tagsOf(value: unknown): { key: string; value: string }[] {
  if (!Array.isArray(value)) return [];
  if (value.length > 50)
    throw new AwsError('TooManyTags', 'You have exceeded the maximum number of tags allowed per resource.');
  return value.map((tag: { key?: unknown; value?: unknown }) => ({
    key: String(tag.key ?? ''),
    value: String(tag.value ?? ''),
  }));
}
