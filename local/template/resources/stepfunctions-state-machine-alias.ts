import { unsupported } from '../invalid.ts';
import type { ResourceHandler } from '../resource.ts';
import { camelCased, defined, isRecord, optionalRecord, optionalText, type Properties } from '../values.ts';

/**
 * A deployment preference shifts the traffic at once; the gradual ones are refused.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachinealias.html
 */
export const stateMachineAlias: ResourceHandler = {
  type: 'AWS::StepFunctions::StateMachineAlias',
  properties: ['DeploymentPreference', 'Description', 'Name', 'RoutingConfiguration', 'StateMachineArn'],
  attributes: ['Arn'],
  replaceOn: ['Name'],
  nameProperty: 'Name',
  check({ DeploymentPreference }) {
    if (!isRecord(DeploymentPreference) || DeploymentPreference.Type === 'ALL_AT_ONCE') return;
    throw unsupported(`a deployment preference of type ${String(DeploymentPreference.Type)}`);
  },
  async create(request) {
    const name = optionalText(request.properties, 'Name') ?? request.name(80);
    const input = { name, ...content(request.properties) };
    const { stateMachineAliasArn } = await request.call('states', 'CreateStateMachineAlias', input);
    return request.created(String(stateMachineAliasArn), { Arn: stateMachineAliasArn });
  },
  async update(request, before) {
    const input = { stateMachineAliasArn: before.physicalId, ...content(request.properties) };
    await request.call('states', 'UpdateStateMachineAlias', input);
    return before;
  },
  delete: (request, { physicalId }) =>
    request.remove('states', 'DeleteStateMachineAlias', { stateMachineAliasArn: physicalId }),
};

function content(properties: Properties): Record<string, unknown> {
  const preference = optionalRecord(properties, 'DeploymentPreference');
  const whole = [{ stateMachineVersionArn: preference?.StateMachineVersionArn, weight: 100 }];
  return defined({
    description: optionalText(properties, 'Description'),
    routingConfiguration: preference ? whole : camelCased(properties.RoutingConfiguration),
  });
}
