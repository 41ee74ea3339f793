import type { ResourceHandler } from '../resource.ts';
import { defined, optionalText, text } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachineversion.html */
export const stateMachineVersion: ResourceHandler = {
  type: 'AWS::StepFunctions::StateMachineVersion',
  properties: ['Description', 'StateMachineArn', 'StateMachineRevisionId'],
  attributes: ['Arn'],
  replaceOn: ['Description', 'StateMachineArn', 'StateMachineRevisionId'],
  async create(request) {
    const { stateMachineVersionArn } = await request.call(
      'states',
      'PublishStateMachineVersion',
      defined({
        stateMachineArn: text(request.properties, 'StateMachineArn'),
        revisionId: optionalText(request.properties, 'StateMachineRevisionId'),
        description: optionalText(request.properties, 'Description'),
      }),
    );
    return request.created(String(stateMachineVersionArn), { Arn: stateMachineVersionArn });
  },
  async update(_request, before) {
    return before; // every change replaces it
  },
  delete: (request, { physicalId }) =>
    request.remove('states', 'DeleteStateMachineVersion', { stateMachineVersionArn: physicalId }),
};
