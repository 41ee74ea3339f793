import type { Change } from '../change.ts';
import { withinBudget } from './budget.ts';
import { toChange } from './record.ts';

/**
 * The enrichment of every stream pipe. A record holds an item twice, in DynamoDB's notation, and an item may have 400 KB,
 * where Step Functions takes 256 KiB for a whole batch. An empty answer tells the pipe that there is nothing to deliver.
 */
export const handler = async (records: readonly unknown[]): Promise<Change[]> => {
  const changes: Change[] = [];
  for (const record of records) {
    const change = toChange(record);
    if (change) changes.push(change);
  }
  return withinBudget(changes);
};
