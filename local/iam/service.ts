import type { Cloud, Service } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { type Shapes, shaped } from '../template/shaped.ts';
import { IamStore } from './iam-store.ts';
import { policyActions } from './policies.ts';
import { roleActions } from './roles.ts';

/**
 * Roles and policies are recorded, so that templates and clients that make them work; nothing is ever denied by them.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/
 */
export function createIamService(cloud: Cloud): Service {
  const store = new IamStore(cloud);
  return { name: 'iam', actions: shaped({ ...roleActions(store), ...policyActions(store) }, SHAPES) };
}

const SHAPES: Shapes = {
  objects: ['Tags'],
  texts: ['TagKeys'],
  text: ['AssumeRolePolicyDocument', 'Path', 'PolicyArn', 'PolicyDocument', 'PolicyName', 'RoleName'],
  refuse: (message) => new AwsError('ValidationError', message),
};
