import type { ResourceHandler } from '../resource.ts';
import { optionalText, pick } from '../values.ts';

const CONTENT = ['ConnectionArn', 'Description', 'HttpMethod', 'InvocationEndpoint', 'InvocationRateLimitPerSecond'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-apidestination.html */
export const apiDestination: ResourceHandler = {
  type: 'AWS::Events::ApiDestination',
  properties: [...CONTENT, 'Name'],
  attributes: ['Arn', 'ArnForPolicy'],
  replaceOn: ['Name'],
  nameProperty: 'Name',
  async create(request) {
    const Name = optionalText(request.properties, 'Name') ?? request.name(64);
    await request.createOrAdopt('events', 'CreateApiDestination', { Name, ...pick(request.properties, ...CONTENT) });
    request.created(Name);
    const { ApiDestinationArn } = await request.call('events', 'DescribeApiDestination', { Name });
    const ArnForPolicy = String(ApiDestinationArn).split('/').slice(0, 2).join('/');
    return request.created(Name, { Arn: ApiDestinationArn, ArnForPolicy });
  },
  async update(request, before) {
    const content = pick(request.properties, ...CONTENT);
    await request.call('events', 'UpdateApiDestination', { Name: before.physicalId, ...content });
    return before;
  },
  delete: (request, { physicalId }) => request.remove('events', 'DeleteApiDestination', { Name: physicalId }),
};
