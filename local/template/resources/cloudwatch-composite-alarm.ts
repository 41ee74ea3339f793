import { unsupported } from '../invalid.ts';
import type { Resource, ResourceHandler, ResourceRequest } from '../resource.ts';
import { defined, optionalText, pick, tagList } from '../values.ts';

const SETTINGS = [
  'ActionsEnabled',
  'AlarmActions',
  'AlarmDescription',
  'AlarmRule',
  'InsufficientDataActions',
  'OKActions',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-compositealarm.html */
export const compositeAlarm: ResourceHandler = {
  type: 'AWS::CloudWatch::CompositeAlarm',
  properties: [
    ...SETTINGS,
    'ActionsSuppressor',
    'ActionsSuppressorExtensionPeriod',
    'ActionsSuppressorWaitPeriod',
    'AlarmName',
    'Tags',
  ],
  attributes: ['Arn'],
  replaceOn: ['AlarmName'],
  nameProperty: 'AlarmName',
  check({ ActionsSuppressor }) {
    if (ActionsSuppressor !== undefined) throw unsupported('the property ActionsSuppressor');
  },
  create: (request) => put(request, optionalText(request.properties, 'AlarmName') ?? request.name(255)),
  update: (request, { physicalId }) => put(request, physicalId),
  delete: (request, { physicalId }) => request.remove('cloudwatch', 'DeleteAlarms', { AlarmNames: [physicalId] }),
};

async function put(request: ResourceRequest, AlarmName: string): Promise<Resource> {
  const settings = pick(request.properties, ...SETTINGS);
  const Tags = tagList(request.properties);
  await request.call('cloudwatch', 'PutCompositeAlarm', defined({ AlarmName, ...settings, Tags }));
  return request.created(AlarmName, { Arn: request.cloud.arn('cloudwatch', `alarm:${AlarmName}`) });
}
