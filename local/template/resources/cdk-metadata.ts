import type { ResourceHandler } from '../resource.ts';

/** Which constructs an app uses, for CDK's statistics: there is nothing to make. */
export const cdkMetadata: ResourceHandler = {
  type: 'AWS::CDK::Metadata',
  properties: ['Analytics'],
  attributes: [],
  replaceOn: [],
  async create(request) {
    return request.created(request.name(255));
  },
  async update(_request, before) {
    return before;
  },
  async delete() {},
};
