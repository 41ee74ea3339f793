import type { MachineRow } from '../stores/machine-rows.ts';
import { pageSize, seconds } from './check.ts';
import { positionOf, tokenFor } from './paging.ts';
import type { Make } from './target.ts';

export const listStateMachines: Make = (engine) => (input) => {
  const size = pageSize(input);
  const after = positionOf(input, 'machines') ?? '';
  const rows = engine.cloud.store.all<MachineRow>(
    'SELECT * FROM states_machines WHERE name > ? ORDER BY name LIMIT ?',
    after,
    size + 1,
  );
  const page = rows.slice(0, size);
  return {
    stateMachines: page.map(({ arn, name, type, created }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: seconds(created),
    })),
    ...(rows.length > size ? { nextToken: tokenFor('machines', page.at(-1)?.name ?? '') } : {}),
  };
};
