import type { ResourceHandler } from '../resource.ts';
import { optionalText } from '../values.ts';

/**
 * A name and an address, so that CDK's bootstrap stack can be made: nothing takes images, and functions in images are refused.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-repository.html
 */
export const repository: ResourceHandler = {
  type: 'AWS::ECR::Repository',
  properties: [
    'EmptyOnDelete',
    'EncryptionConfiguration',
    'ImageScanningConfiguration',
    'ImageTagMutability',
    'LifecyclePolicy',
    'RepositoryName',
    'RepositoryPolicyText',
    'Tags',
  ],
  attributes: ['Arn', 'RepositoryUri'],
  replaceOn: ['EncryptionConfiguration', 'RepositoryName'],
  nameProperty: 'RepositoryName',
  async create(request) {
    const name = optionalText(request.properties, 'RepositoryName') ?? request.name(256).toLowerCase();
    const { account, region } = request.cloud;
    return request.created(name, {
      Arn: request.cloud.arn('ecr', `repository/${name}`),
      RepositoryUri: `${account}.dkr.ecr.${region}.amazonaws.com/${name}`,
    });
  },
  update: async (_request, before) => before,
  delete: async () => undefined,
};
