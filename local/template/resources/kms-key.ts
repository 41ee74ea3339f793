import { uuid } from '../../clock.ts';
import type { ResourceHandler } from '../resource.ts';

/**
 * A key is a name here: nothing is encrypted on one machine, so nothing is made but its id and ARN.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
 */
export const key: ResourceHandler = {
  type: 'AWS::KMS::Key',
  properties: [
    'BypassPolicyLockoutSafetyCheck',
    'Description',
    'Enabled',
    'EnableKeyRotation',
    'KeyPolicy',
    'KeySpec',
    'KeyUsage',
    'MultiRegion',
    'Origin',
    'PendingWindowInDays',
    'RotationPeriodInDays',
    'Tags',
  ],
  attributes: ['Arn', 'KeyId'],
  replaceOn: ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'],
  async create(request) {
    const KeyId = uuid(request.cloud.clock);
    return request.created(KeyId, { Arn: request.cloud.arn('kms', `key/${KeyId}`), KeyId });
  },
  async update(_request, before) {
    return before;
  },
  async delete() {
    // nothing was made
  },
};
