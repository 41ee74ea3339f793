import type { Shape, Shapes } from '../events/input-shape.ts';

const tags: Shape = [{ Key: 'text', Value: 'text' }];
const schedule = {
  Name: 'text',
  GroupName: 'text',
  ScheduleExpression: 'text',
  ScheduleExpressionTimezone: 'text',
  StartDate: 'scalar',
  EndDate: 'scalar',
  Description: 'text',
  State: 'text',
  KmsKeyArn: 'text',
  ActionAfterCompletion: 'text',
  ClientToken: 'text',
  FlexibleTimeWindow: { Mode: 'text', MaximumWindowInMinutes: 'number' },
  Target: {
    Arn: 'text',
    RoleArn: 'text',
    Input: 'text',
    DeadLetterConfig: { Arn: 'text' },
    RetryPolicy: { MaximumRetryAttempts: 'number', MaximumEventAgeInSeconds: 'number' },
    SqsParameters: { MessageGroupId: 'text' },
    EventBridgeParameters: { Source: 'text', DetailType: 'text' },
  },
} as const;
const pages = { NamePrefix: 'text', NextToken: 'text', MaxResults: 'number' } as const;
const named = { Name: 'text', GroupName: 'text' } as const;

/** The types of what each action takes. */
export const SCHEDULER_SHAPES: Shapes = {
  CreateSchedule: schedule,
  UpdateSchedule: schedule,
  GetSchedule: named,
  DeleteSchedule: named,
  ListSchedules: { GroupName: 'text', ScheduleGroup: 'text', State: 'text', ...pages },
  CreateScheduleGroup: { Name: 'text', Tags: tags },
  GetScheduleGroup: named,
  DeleteScheduleGroup: named,
  ListScheduleGroups: pages,
  TagResource: { ResourceArn: 'text', Tags: tags },
  UntagResource: { ResourceArn: 'text', TagKeys: ['text'] },
  ListTagsForResource: { ResourceArn: 'text' },
};
