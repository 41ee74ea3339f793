import { readFileSync } from 'node:fs';
import type { Cloud } from '../../cloud.ts';
import type { ResourceHandler, ResourceRequest } from '../resource.ts';
import { s3Text } from '../s3-text.ts';
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
      ...(await content(request)),
      type: optionalText(properties, 'StateMachineType') ?? 'STANDARD',
      tags: tagList(properties, true) ?? [],
    });
    const arn = String(stateMachineArn);
    return request.created(arn, { Arn: arn, Name: name, StateMachineRevisionId: 'INITIAL' });
  },
  async update(request, { physicalId, attributes }) {
    const input = { stateMachineArn: physicalId, ...(await content(request)) };
    const { revisionId } = await request.call('states', 'UpdateStateMachine', input);
    return { physicalId, attributes: { ...attributes, StateMachineRevisionId: revisionId ?? 'INITIAL' } };
  },
  delete: (request, { physicalId }) => request.remove('states', 'DeleteStateMachine', { stateMachineArn: physicalId }),
};

const content = async ({ cloud, properties }: ResourceRequest): Promise<Record<string, unknown>> =>
  defined({
    definition: await definition(cloud, properties),
    roleArn: text(properties, 'RoleArn'),
    loggingConfiguration: camelCased(properties.LoggingConfiguration),
    tracingConfiguration: camelCased(properties.TracingConfiguration),
    encryptionConfiguration: camelCased(properties.EncryptionConfiguration),
  });

async function definition(cloud: Cloud, properties: Properties): Promise<string> {
  const source = await definitionSource(cloud, properties);
  const substitutions = Object.entries(optionalRecord(properties, 'DefinitionSubstitutions') ?? {});
  return substitutions.reduce((result, [name, value]) => result.replaceAll(`\${${name}}`, String(value)), source);
}

async function definitionSource(cloud: Cloud, properties: Properties): Promise<string> {
  const location = optionalRecord(properties, 'DefinitionS3Location');
  if (!location)
    return isRecord(properties.Definition)
      ? JSON.stringify(properties.Definition)
      : text(properties, 'DefinitionString');
  if (typeof location.LocalPath === 'string') return readFileSync(location.LocalPath, 'utf8');
  const [Bucket, Key] = [text(location, 'Bucket'), text(location, 'Key')];
  return s3Text(cloud, { Bucket, Key, VersionId: optionalText(location, 'Version') });
}
