import type { Resource, ResourceHandler, ResourceRequest } from '../resource.ts';
import { defined, optionalText, pick, tagList } from '../values.ts';

const SETTINGS = [
  'ActionsEnabled',
  'AlarmActions',
  'AlarmDescription',
  'ComparisonOperator',
  'DatapointsToAlarm',
  'Dimensions',
  'EvaluateLowSampleCountPercentile',
  'EvaluationPeriods',
  'ExtendedStatistic',
  'InsufficientDataActions',
  'MetricName',
  'Metrics',
  'Namespace',
  'OKActions',
  'Period',
  'Statistic',
  'Threshold',
  'ThresholdMetricId',
  'TreatMissingData',
  'Unit',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html */
export const alarm: ResourceHandler = {
  type: 'AWS::CloudWatch::Alarm',
  properties: [...SETTINGS, 'AlarmName', 'Tags'],
  attributes: ['Arn'],
  replaceOn: ['AlarmName'],
  nameProperty: 'AlarmName',
  create: (request) => put(request, optionalText(request.properties, 'AlarmName') ?? request.name(255)),
  update: (request, { physicalId }) => put(request, physicalId),
  delete: (request, { physicalId }) => request.remove('cloudwatch', 'DeleteAlarms', { AlarmNames: [physicalId] }),
};

async function put(request: ResourceRequest, AlarmName: string): Promise<Resource> {
  const settings = pick(request.properties, ...SETTINGS);
  const Tags = tagList(request.properties);
  await request.call('cloudwatch', 'PutMetricAlarm', defined({ AlarmName, ...settings, Tags }));
  return request.created(AlarmName, { Arn: request.cloud.arn('cloudwatch', `alarm:${AlarmName}`) });
}
