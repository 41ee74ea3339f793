import type { ResourceHandler } from '../resource.ts';
import { text } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-alias.html */
export const keyAlias: ResourceHandler = {
  type: 'AWS::KMS::Alias',
  properties: ['AliasName', 'TargetKeyId'],
  attributes: [],
  replaceOn: ['AliasName'],
  async create(request) {
    return request.created(text(request.properties, 'AliasName'));
  },
  async update(_request, before) {
    return before;
  },
  async delete() {
    // nothing was made
  },
};
