import type { ResourceHandler, ResourceRequest } from '../resource.ts';
import { isRecord, optionalRecord, pick, text } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html */
export const eventBusPolicy: ResourceHandler = {
  type: 'AWS::Events::EventBusPolicy',
  properties: ['Action', 'Condition', 'EventBusName', 'Principal', 'Statement', 'StatementId'],
  attributes: [],
  replaceOn: ['EventBusName', 'StatementId'],
  serial: true,
  async create(request) {
    await put(request);
    return request.created(text(request.properties, 'StatementId'));
  },
  async update(request, before) {
    await put(request);
    return before;
  },
  delete: (request, { physicalId, properties }) =>
    request.remove('events', 'RemovePermission', { StatementId: physicalId, ...pick(properties, 'EventBusName') }),
};

async function put(request: ResourceRequest): Promise<void> {
  const { properties } = request;
  const statement = optionalRecord(properties, 'Statement');
  const bus = pick(properties, 'EventBusName');
  if (!statement) {
    const simple = pick(properties, 'Action', 'Condition', 'Principal', 'StatementId');
    await request.call('events', 'PutPermission', { ...bus, ...simple });
    return;
  }
  const Sid = text(properties, 'StatementId');
  const others = (await statements(request, bus)).filter((one) => one.Sid !== Sid);
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [...others, { ...statement, Sid }] });
  await request.call('events', 'PutPermission', { ...bus, Policy });
}

/** PutPermission with a whole policy overwrites it: the other statements must be given again. */
async function statements(request: ResourceRequest, bus: Record<string, unknown>): Promise<Record<string, unknown>[]> {
  const { Policy } = await request.call<{ Policy?: string }>('events', 'DescribeEventBus', { Name: bus.EventBusName });
  const policy: unknown = Policy ? JSON.parse(Policy) : {};
  return isRecord(policy) && Array.isArray(policy.Statement) ? policy.Statement.filter(isRecord) : [];
}
