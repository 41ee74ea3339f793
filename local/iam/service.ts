import type { Cloud, Service } from '../cloud.ts';
import { IamStore } from './iam-store.ts';
import { policyActions } from './policies.ts';
import { roleActions } from './roles.ts';

/**
 * Roles and policies are recorded, so that templates and clients that make them work; nothing is ever denied by them.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/
 */
export function createIamService(cloud: Cloud): Service {
  const store = new IamStore(cloud);
  return { name: 'iam', actions: { ...roleActions(store), ...policyActions(store) } };
}
