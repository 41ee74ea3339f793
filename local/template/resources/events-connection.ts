import { unsupported } from '../invalid.ts';
import type { ResourceHandler } from '../resource.ts';
import { defined, optionalText, pick } from '../values.ts';

const CONTENT = ['AuthParameters', 'AuthorizationType', 'Description', 'KmsKeyIdentifier'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-connection.html */
export const connection: ResourceHandler = {
  type: 'AWS::Events::Connection',
  properties: [...CONTENT, 'InvocationConnectivityParameters', 'Name'],
  attributes: ['Arn', 'ArnForPolicy', 'SecretArn'],
  replaceOn: ['Name'],
  nameProperty: 'Name',
  check({ InvocationConnectivityParameters }) {
    if (InvocationConnectivityParameters !== undefined)
      throw unsupported('the property InvocationConnectivityParameters');
  },
  async create(request) {
    const Name = optionalText(request.properties, 'Name') ?? request.name(64);
    await request.createOrAdopt('events', 'CreateConnection', { Name, ...pick(request.properties, ...CONTENT) });
    request.created(Name);
    const { ConnectionArn, SecretArn } = await request.call('events', 'DescribeConnection', { Name });
    // the ARN without the connection's id, as policies name it
    const ArnForPolicy = String(ConnectionArn).split('/').slice(0, 2).join('/');
    return request.created(Name, defined({ Arn: ConnectionArn, ArnForPolicy, SecretArn }));
  },
  async update(request, before) {
    const content = pick(request.properties, ...CONTENT);
    await request.call('events', 'UpdateConnection', { Name: before.physicalId, ...content });
    return before;
  },
  delete: (request, { physicalId }) => request.remove('events', 'DeleteConnection', { Name: physicalId }),
};
