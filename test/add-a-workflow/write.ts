import { replicate } from '../../functions/replicate/replicate.ts';
import { setting } from '../../functions/settings.ts';
import { DynamoDbView } from '../../functions/targets/dynamodb-view.ts';
import { provider } from './contract.ts';

export const handler = replicate({
  contract: provider,
  project: ({ name }) => ({ name }),
  target: async () => new DynamoDbView<{ name: string }>({ table: setting('VIEW_TABLE'), key: 'providerId' }),
});
