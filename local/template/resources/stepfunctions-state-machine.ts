import { readFileSync } from 'node:fs';
import { unsupported } from '../invalid.ts';
import type { ResourceHandler } from '../resource.ts';
import {
  camelCased,
  defined,
  isRecord,
  optionalRecord,
  optionalText,
  type Properties,
  tagList,
  text,
} from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html */
export const stateMachine: ResourceHandler = {
  type: 'AWS::StepFunctions::StateMachine',
  properties: [
    'Definition',
    'DefinitionS3Location',
    'DefinitionString',
    'DefinitionSubstitutions',
    'EncryptionConfiguration',
    'LoggingConfiguration',
    'RoleArn',
    'StateMachineName',
    'StateMachineType',
    'Tags',
    'TracingConfiguration',
  ],
  attributes: ['Arn', 'Name', 'StateMachineRevisionId'],
  replaceOn: ['StateMachineName', 'StateMachineType'],
  nameProperty: 'StateMachineName',
  async create(request) {
    const { properties } = request;
    const name = optionalText(properties, 'StateMachineName') ?? request.name(80);
    const { stateMachineArn } = await request.call('states', 'CreateStateMachine', {
      name,
      ...content(properties),
      type: optionalText(properties, 'StateMachineType') ?? 'STANDARD',
      tags: tagList(properties, true) ?? [],
    });
    const arn = String(stateMachineArn);
    return request.created(arn, { Arn: arn, Name: name, StateMachineRevisionId: 'INITIAL' });
  },
  async update(request, { physicalId, attributes }) {
    const input = { stateMachineArn: physicalId, ...content(request.properties) };
    const { revisionId } = await request.call('states', 'UpdateStateMachine', input);
    return { physicalId, attributes: { ...attributes, StateMachineRevisionId: revisionId ?? 'INITIAL' } };
  },
  delete: (request, { physicalId }) => request.remove('states', 'DeleteStateMachine', { stateMachineArn: physicalId }),
};

const content = (properties: Properties): Record<string, unknown> =>
  defined({
    definition: definition(properties),
    roleArn: text(properties, 'RoleArn'),
    loggingConfiguration: camelCased(properties.LoggingConfiguration),
    tracingConfiguration: camelCased(properties.TracingConfiguration),
    encryptionConfiguration: camelCased(properties.EncryptionConfiguration),
  });

function definition(properties: Properties): string {
  const source = definitionSource(properties);
  const substitutions = Object.entries(optionalRecord(properties, 'DefinitionSubstitutions') ?? {});
  return substitutions.reduce((result, [name, value]) => result.replaceAll(`\${${name}}`, String(value)), source);
}

function definitionSource(properties: Properties): string {
  const location = optionalRecord(properties, 'DefinitionS3Location');
  if (!location)
    return isRecord(properties.Definition)
      ? JSON.stringify(properties.Definition)
      : text(properties, 'DefinitionString');
  if (typeof location.LocalPath === 'string') return readFileSync(location.LocalPath, 'utf8');
  throw unsupported('a DefinitionS3Location that is not an asset of the cloud assembly');
}
