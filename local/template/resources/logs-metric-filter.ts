import type { Resource, ResourceHandler, ResourceRequest } from '../resource.ts';
import { camelCased, isRecord, optionalText, records, tagMap, text } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-metricfilter.html */
export const metricFilter: ResourceHandler = {
  type: 'AWS::Logs::MetricFilter',
  properties: ['FilterName', 'FilterPattern', 'LogGroupName', 'MetricTransformations'],
  attributes: [],
  replaceOn: ['FilterName', 'LogGroupName'],
  nameProperty: 'FilterName',
  create: (request) => put(request, optionalText(request.properties, 'FilterName') ?? request.name(512)),
  update: (request, { physicalId }) => put(request, physicalId),
  delete: (request, { physicalId, properties }) =>
    request.remove('logs', 'DeleteMetricFilter', {
      filterName: physicalId,
      logGroupName: text(properties, 'LogGroupName'),
    }),
};

async function put(request: ResourceRequest, filterName: string): Promise<Resource> {
  await request.call('logs', 'PutMetricFilter', {
    filterName,
    filterPattern: optionalText(request.properties, 'FilterPattern') ?? '',
    logGroupName: text(request.properties, 'LogGroupName'),
    metricTransformations: records(request.properties, 'MetricTransformations').map(transformation),
  });
  return request.created(filterName);
}

/** The template lists the dimensions, the API takes them as a map: their names must stay as they are. */
function transformation(declared: Record<string, unknown>): Record<string, unknown> {
  const { Dimensions, ...rest } = declared;
  const camel = camelCased(rest);
  return { ...(isRecord(camel) ? camel : {}), ...(Dimensions ? { dimensions: tagMap(declared, 'Dimensions') } : {}) };
}
