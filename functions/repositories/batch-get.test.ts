import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { DependencyUnavailable } from '../errors.ts';
import { getMany } from './batch-get.ts';

const mock = mockClient(DynamoDBDocumentClient);
const client = mock as unknown as DynamoDBDocumentClient;
beforeEach(() => mock.reset());
const asked = () => mock.commandCalls(BatchGetCommand).map(({ args }) => args[0].input.RequestItems?.t?.Keys?.length);

test('keys that were left unprocessed are asked for again', async () => {
  mock
    .on(BatchGetCommand)
    .resolvesOnce({ Responses: { t: [{ k: 'a' }] }, UnprocessedKeys: { t: { Keys: [{ k: 'b' }] } } })
    .resolves({ Responses: { t: [{ k: 'b' }] } });
  expect(await getMany(client, 't', 'k', ['a', 'b', 'a'])).toEqual([{ k: 'a' }, { k: 'b' }]);
  expect(asked()).toEqual([2, 1]);
});

test('a hundred keys a call', async () => {
  mock.on(BatchGetCommand).resolves({});
  await getMany(
    client,
    't',
    'k',
    Array.from({ length: 250 }, (_, index) => String(index)),
  );
  expect(asked()).toEqual([100, 100, 50]);
});

test('keys that are never processed are an outage', async () => {
  mock.on(BatchGetCommand).resolves({ UnprocessedKeys: { t: { Keys: [{ k: 'a' }] } } });
  jest.spyOn(Math, 'random').mockReturnValue(0);
  await expect(getMany(client, 't', 'k', ['a'])).rejects.toBeInstanceOf(DependencyUnavailable);
});
