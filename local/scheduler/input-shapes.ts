import { limited, required, type Shape, type Shapes } from '../events/input-shape.ts';

const text = (shortest: number, longest: number, pattern?: string): Shape =>
  limited('text', { ...(pattern && { pattern }), longest, shortest });

const name = text(1, 64, '^[0-9a-zA-Z-_.]+$');
const token = text(1, 64, '^[a-zA-Z0-9-_]+$');
const state = limited('text', { choices: ['ENABLED', 'DISABLED'] });
const tagKey = text(1, 128);
const tags = limited([{ Key: required(tagKey), Value: required(text(1, 256)) }], { longest: 200 });

const target = {
  Arn: required(text(1, 1600)),
  RoleArn: required(text(1, 1600, '^arn:aws(-[a-z]+)?:iam::\\d{12}:role\\/[\\w+=,.@\\/-]+$')),
  Input: limited('text', { shortest: 1 }),
  DeadLetterConfig: { Arn: text(1, 1600, '^arn:aws(-[a-z]+)?:sqs:[a-z0-9\\-]+:\\d{12}:[a-zA-Z0-9\\-_]+$') },
  RetryPolicy: {
    MaximumRetryAttempts: limited('number', { most: 185, least: 0 }),
    MaximumEventAgeInSeconds: limited('number', { most: 86_400, least: 60 }),
  },
  SqsParameters: { MessageGroupId: text(1, 128) },
  EventBridgeParameters: {
    Source: required(text(1, 256, '^(?=[/\\.\\-_A-Za-z0-9]+)((?!aws\\.).*)|(\\$(\\.[\\w_-]+(\\[(\\d+|\\*)\\])*)*)$')),
    DetailType: required(text(1, 128)),
  },
} as const;

const schedule = {
  Name: required(name),
  GroupName: name,
  ScheduleExpression: required(text(1, 256)),
  ScheduleExpressionTimezone: text(1, 50),
  StartDate: 'scalar',
  EndDate: 'scalar',
  Description: limited('text', { longest: 512 }),
  State: state,
  KmsKeyArn: text(1, 2048, '^arn:aws(-[a-z]+)?:kms:[a-z0-9\\-]+:\\d{12}:(key|alias)\\/[0-9a-zA-Z-_]*$'),
  ActionAfterCompletion: limited('text', { choices: ['NONE', 'DELETE'] }),
  ClientToken: token,
  FlexibleTimeWindow: required({
    Mode: required(limited('text', { choices: ['OFF', 'FLEXIBLE'] })),
    MaximumWindowInMinutes: limited('number', { most: 1440, least: 1 }),
  }),
  Target: required(target),
} as const;
const pages = {
  NamePrefix: name,
  NextToken: text(1, 2048),
  MaxResults: limited('number', { most: 100, least: 1 }),
} as const;
const named = { Name: required(name), GroupName: name, ClientToken: token } as const;
const tagged = {
  ResourceArn: required(
    text(1, 1011, '^arn:aws(-[a-z]+)?:scheduler:[a-z0-9\\-]+:\\d{12}:schedule-group\\/[0-9a-zA-Z-_.]+$'),
  ),
} as const;

/** The types of what each action takes, and the limits of the API reference. */
export const SCHEDULER_SHAPES: Shapes = {
  CreateSchedule: schedule,
  UpdateSchedule: schedule,
  GetSchedule: named,
  DeleteSchedule: named,
  ListSchedules: { GroupName: name, ScheduleGroup: name, State: state, ...pages },
  CreateScheduleGroup: { Name: required(name), ClientToken: token, Tags: tags },
  GetScheduleGroup: named,
  DeleteScheduleGroup: named,
  ListScheduleGroups: pages,
  TagResource: { ...tagged, Tags: required(tags) },
  UntagResource: { ...tagged, TagKeys: required(limited([tagKey], { longest: 200 })) },
  ListTagsForResource: tagged,
};
