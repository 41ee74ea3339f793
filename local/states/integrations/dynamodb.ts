import type { Json } from '../json.ts';
import { optimisedFailure } from './errors.ts';
import type { Integration } from './integration.ts';
import { sdkMetadata } from './metadata.ts';
import { actionName } from './names.ts';

const NAMING = { prefix: 'DynamoDB', service: 'AmazonDynamoDBv2', generic: 'AmazonDynamoDBException' };

/** `dynamodb:getItem`, `putItem`, `updateItem` and `deleteItem`. */
export const dynamodb: Integration = async ({ visit, resource }, given) => {
  try {
    const answer = await visit.branch.execution.call<Record<string, Json>>(
      'dynamodb',
      actionName(resource.action),
      given,
    );
    return { ...answer, ...sdkMetadata(visit, JSON.stringify(answer)) };
  } catch (error) {
    throw optimisedFailure(visit, NAMING, error);
  }
};
