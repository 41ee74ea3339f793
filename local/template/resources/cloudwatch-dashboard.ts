import type { Resource, ResourceHandler, ResourceRequest } from '../resource.ts';
import { jsonText, optionalText } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-dashboard.html */
export const dashboard: ResourceHandler = {
  type: 'AWS::CloudWatch::Dashboard',
  properties: ['DashboardBody', 'DashboardName', 'Tags'],
  attributes: [],
  replaceOn: ['DashboardName'],
  nameProperty: 'DashboardName',
  create: (request) => put(request, optionalText(request.properties, 'DashboardName') ?? request.name(255)),
  update: (request, { physicalId }) => put(request, physicalId),
  delete: (request, { physicalId }) =>
    request.remove('cloudwatch', 'DeleteDashboards', { DashboardNames: [physicalId] }),
};

async function put(request: ResourceRequest, DashboardName: string): Promise<Resource> {
  const DashboardBody = jsonText(request.properties.DashboardBody);
  await request.call('cloudwatch', 'PutDashboard', { DashboardName, DashboardBody });
  return request.created(DashboardName);
}
