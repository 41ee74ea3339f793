import type { ResourceHandler } from '../resource.ts';
import { defined, optionalText, tagList } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedulegroup.html */
export const scheduleGroup: ResourceHandler = {
  type: 'AWS::Scheduler::ScheduleGroup',
  properties: ['Name', 'Tags'],
  attributes: ['Arn', 'CreationDate', 'LastModificationDate', 'State'],
  replaceOn: ['Name'],
  nameProperty: 'Name',
  async create(request) {
    const Name = optionalText(request.properties, 'Name') ?? request.name(64);
    const input = defined({ Name, Tags: tagList(request.properties) });
    await request.createOrAdopt('scheduler', 'CreateScheduleGroup', input);
    request.created(Name);
    const group = await request.call('scheduler', 'GetScheduleGroup', { Name });
    const date = (value: unknown) => new Date(Number(value) * 1000).toISOString();
    return request.created(Name, {
      Arn: group.Arn,
      State: group.State,
      CreationDate: date(group.CreationDate),
      LastModificationDate: date(group.LastModificationDate),
    });
  },
  async update(_request, before) {
    return before; // only tags can change without replacement
  },
  delete: (request, { physicalId }) => request.remove('scheduler', 'DeleteScheduleGroup', { Name: physicalId }),
};
