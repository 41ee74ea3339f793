import type { Cloud, ServiceName } from '../cloud.ts';
import { NotSupportedError, validation } from '../errors.ts';
import type { ScheduleTarget } from './schedule-definition.ts';

/** A call of an engine that invokes the target. */
interface Invocation {
  readonly service: ServiceName;
  readonly action: string;
  readonly input: object;
}

const UNIVERSAL = /^arn:aws:scheduler:::aws-sdk:([a-z0-9-]+):([A-Za-z0-9]+)$/;

/** Names of services in universal targets that differ from those in their ARNs. */
const SDK_NAMES: Readonly<Record<string, ServiceName>> = {
  sfn: 'states',
  eventbridge: 'events',
  cloudwatchlogs: 'logs',
};

/** @throws AwsError for what is malformed, NotSupportedError for targets without an engine here */
export function checkTarget(target: ScheduleTarget): void {
  if (!/^arn:[^:]+:[^:]+:.+/.test(target.Arn ?? ''))
    throw validation(`Provided Arn ${target.Arn} is not in correct format.`);
  if (target.Arn.includes(':aws-sdk:')) checkUniversal(target);
  else checkTemplated(target);
  invocationOf(target, '{}');
}

/** A call of the API that a universal target names: it must change something. */
function checkUniversal({ Arn: arn, Input }: ScheduleTarget): void {
  const action = UNIVERSAL.exec(arn)?.[2];
  if (action === undefined) throw validation('scheduler is not a supported service for a target');
  if (Input === undefined) throw validation('You must provide an input to set this target for your schedule.');
  if (/^(get|describe|list)/i.test(action)) throw validation(`${action} API is not supported`);
}

/** Parameters belong to their service, and these targets take well-formed JSON alone. */
function checkTemplated(target: ScheduleTarget): void {
  const service = target.Arn.split(':')[2] ?? '';
  for (const [parameters, owner] of Object.entries(PARAMETERS))
    if (target[parameters] !== undefined && owner !== service)
      throw validation(`Parameters ${parameters} not supported for the target.`);
  if (service === 'sqs') checkQueue(target);
  if (JSON_ALONE.has(service) && target.Input !== undefined && !isJson(target.Input))
    throw validation('JSON syntax error in input for the target.');
}

const PARAMETERS = { SqsParameters: 'sqs', EventBridgeParameters: 'events' };
const JSON_ALONE = new Set(['lambda', 'states', 'events']);

function checkQueue({ Arn: arn, SqsParameters: parameters }: ScheduleTarget): void {
  if (arn.endsWith('.fifo') && !parameters?.MessageGroupId)
    throw validation('Parameters SqsParameters must be specified for the target.');
  if (!arn.endsWith('.fifo') && parameters?.MessageGroupId)
    throw validation('Parameters MessageGroupId not valid for the target.');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Calls the target as the schedule: what it sends is of the schedule's account and region. */
export async function invokeTarget(
  cloud: Cloud,
  scheduleArn: string,
  target: ScheduleTarget,
  input: string,
): Promise<void> {
  const { service, action, input: fields } = invocationOf(target, input);
  const [, , , region = '', account = ''] = scheduleArn.split(':');
  await cloud.call(service, action, fields, { account, region });
}

/**
 * The targets with a template of their own, and any action of the services here.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets.html
 */
function invocationOf(target: ScheduleTarget, input: string): Invocation {
  const { Arn: arn } = target;
  const universal = UNIVERSAL.exec(arn);
  if (universal) return universalInvocation(String(universal[1]), String(universal[2]), input);
  const service = arn.split(':')[2];
  switch (service) {
    case 'lambda':
      return { service, action: 'Invoke', input: { FunctionName: arn, InvocationType: 'Event', Payload: input } };
    case 'states':
      return { service, action: 'StartExecution', input: { stateMachineArn: arn, input } };
    case 'sns':
      return { service, action: 'Publish', input: { TopicArn: arn, Message: input } };
    case 'sqs': {
      const MessageGroupId = target.SqsParameters?.MessageGroupId;
      const QueueUrl = arn.slice(arn.lastIndexOf(':') + 1);
      return {
        service,
        action: 'SendMessage',
        input: { QueueUrl, MessageBody: input, ...(MessageGroupId && { MessageGroupId }) },
      };
    }
    case 'events':
      return { service, action: 'PutEvents', input: { Entries: [eventEntry(target, input)] } };
    default:
      throw new NotSupportedError(`the schedule target ${service}`);
  }
}

function eventEntry(target: ScheduleTarget, input: string): object {
  const { Source, DetailType } = target.EventBridgeParameters ?? {};
  if (!Source || !DetailType)
    throw validation('EventBridgeParameters with Source and DetailType are required for an event bus.');
  return { EventBusName: target.Arn, Source, DetailType, Detail: input };
}

function universalInvocation(sdkName: string, action: string, input: string): Invocation {
  const service = SDK_NAMES[sdkName] ?? (sdkName as ServiceName);
  const fields: unknown = JSON.parse(input);
  if (typeof fields !== 'object' || fields === null)
    throw validation('The input of a universal target must be a JSON object.');
  return { service, action: `${action[0]?.toUpperCase()}${action.slice(1)}`, input: fields };
}
