import type { Resource, ResourceHandler, ResourceRequest } from '../resource.ts';
import { defined, jsonText, optionalText, type Properties, pick, records, tagList, text } from '../values.ts';

/**
 * `Ref` of a rule on another bus than the default one is `<bus>|<rule>`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
 */
export const rule: ResourceHandler = {
  type: 'AWS::Events::Rule',
  properties: [
    'Description',
    'EventBusName',
    'EventPattern',
    'Name',
    'RoleArn',
    'ScheduleExpression',
    'State',
    'Tags',
    'Targets',
  ],
  attributes: ['Arn', 'RuleName'],
  replaceOn: ['EventBusName', 'Name'],
  nameProperty: 'Name',
  async create(request) {
    return put(request, optionalText(request.properties, 'Name') ?? request.name(64), []);
  },
  async update(request, { physicalId, properties }) {
    const name = nameOf(physicalId);
    const kept = new Set(targetIds(request.properties));
    return put(
      request,
      name,
      targetIds(properties).filter((id) => !kept.has(id)),
    );
  },
  async delete(request, { physicalId, properties }) {
    const rule = { Rule: nameOf(physicalId), ...pick(properties, 'EventBusName') };
    const Ids = targetIds(properties);
    if (Ids.length > 0) await request.remove('events', 'RemoveTargets', { ...rule, Ids });
    await request.remove('events', 'DeleteRule', { Name: rule.Rule, ...pick(properties, 'EventBusName') });
  },
};

/** PutRule and PutTargets both overwrite; only targets that are gone must be removed one by one. */
async function put(request: ResourceRequest, Name: string, goneIds: string[]): Promise<Resource> {
  const { properties } = request;
  const input = {
    Name,
    ...pick(properties, 'Description', 'EventBusName', 'RoleArn', 'ScheduleExpression', 'State'),
    EventPattern: jsonText(properties.EventPattern),
    Tags: tagList(properties),
  };
  const { RuleArn } = await request.call('events', 'PutRule', defined(input));
  const resource = request.created(refOf(Name, properties), { Arn: RuleArn, RuleName: Name });
  const rule = { Rule: Name, ...pick(properties, 'EventBusName') };
  if (goneIds.length > 0) await request.call('events', 'RemoveTargets', { ...rule, Ids: goneIds });
  const Targets = records(properties, 'Targets');
  if (Targets.length > 0) await putTargets(request, rule, Targets);
  return resource;
}

/** A target that is refused does not fail the call: it is in the answer. */
async function putTargets(request: ResourceRequest, rule: object, Targets: unknown[]): Promise<void> {
  const { FailedEntries = [] } = await request.call<{
    FailedEntries?: { TargetId: string; ErrorCode: string; ErrorMessage: string }[];
  }>('events', 'PutTargets', { ...rule, Targets });
  const [failed] = FailedEntries;
  if (failed) throw new Error(`target ${failed.TargetId}: ${failed.ErrorCode}: ${failed.ErrorMessage}`);
}

const targetIds = (properties: Properties): string[] =>
  records(properties, 'Targets').map((target) => text(target, 'Id'));

/** The bus may be given by its ARN. */
function refOf(name: string, { EventBusName }: Properties): string {
  const bus = String(EventBusName ?? 'default')
    .split('/')
    .slice(String(EventBusName).startsWith('arn:') ? 1 : 0)
    .join('/');
  return bus === 'default' ? name : `${bus}|${name}`;
}

const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('|') + 1);
