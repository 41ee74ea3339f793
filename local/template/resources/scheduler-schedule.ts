import type { ResourceHandler, ResourceRequest } from '../resource.ts';
import { defined, optionalText, pick } from '../values.ts';

const CONTENT = [
  'Description',
  'FlexibleTimeWindow',
  'GroupName',
  'KmsKeyArn',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'State',
  'Target',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html */
export const schedule: ResourceHandler = {
  type: 'AWS::Scheduler::Schedule',
  properties: [...CONTENT, 'EndDate', 'Name', 'StartDate'],
  attributes: ['Arn'],
  replaceOn: ['GroupName', 'Name'],
  nameProperty: 'Name',
  async create(request) {
    const Name = optionalText(request.properties, 'Name') ?? request.name(64);
    const made = await request.createOrAdopt('scheduler', 'CreateSchedule', { Name, ...content(request) });
    const group = optionalText(request.properties, 'GroupName') ?? 'default';
    const arn = made?.ScheduleArn ?? request.cloud.arn('scheduler', `schedule/${group}/${Name}`);
    return request.created(Name, { Arn: arn });
  },
  async update(request, before) {
    await request.call('scheduler', 'UpdateSchedule', { Name: before.physicalId, ...content(request) });
    return before;
  },
  delete: (request, { physicalId, properties }) =>
    request.remove('scheduler', 'DeleteSchedule', { Name: physicalId, ...pick(properties, 'GroupName') }),
};

/** The template has ISO 8601 dates, the API epoch seconds. */
function content({ properties }: ResourceRequest): Record<string, unknown> {
  const seconds = (name: string) =>
    properties[name] === undefined ? undefined : Date.parse(String(properties[name])) / 1000;
  return {
    ...pick(properties, ...CONTENT),
    ...defined({ StartDate: seconds('StartDate'), EndDate: seconds('EndDate') }),
  };
}
