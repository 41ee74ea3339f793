import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { type Clients, openClients } from '../clients.ts';
import { awsError } from '../test-support/letters-world.ts';
import { rowsOf } from './source.ts';
import { GONE, readPointers } from './stream.ts';

const streams = mockClient(DynamoDBStreamsClient);
const tables = mockClient(DynamoDBDocumentClient);

let clients: Clients;
beforeEach(() => {
  for (const mock of [streams, tables]) mock.reset();
  clients = openClients({ endpoint: 'http://127.0.0.1:1' });
});
afterEach(() => clients.close());

describe('a pointer', () => {
  const pointer = {
    streamArn: 'arn',
    shardId: 's',
    startSequenceNumber: '100',
    endSequenceNumber: '102',
    batchSize: 2,
    firstArrival: 1_000_000,
    lastArrival: 1_000_500,
  };
  const streamed = (sequence: string, sku: string) => ({
    eventID: sequence,
    eventName: 'INSERT' as const,
    dynamodb: {
      SequenceNumber: sequence,
      ApproximateCreationDateTime: new Date(1_000_000),
      Keys: { sku: { S: sku } },
      NewImage: { sku: { S: sku }, version: { N: '1' }, blob: { B: new Uint8Array([1, 2]) } },
    },
  });

  test('is read to its end and no further, and its iterator may expire on the way', async () => {
    streams.on(GetShardIteratorCommand).resolves({ ShardIterator: 'i1' });
    streams
      .on(GetShardIteratorCommand, { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: '100' })
      .resolves({ ShardIterator: 'i3' });
    streams
      .on(GetRecordsCommand, { ShardIterator: 'i1' })
      .resolves({ Records: [streamed('100', 'a')], NextShardIterator: 'i2' });
    streams.on(GetRecordsCommand, { ShardIterator: 'i2' }).rejects(awsError('ExpiredIteratorException'));
    streams
      .on(GetRecordsCommand, { ShardIterator: 'i3' })
      .resolves({ Records: [streamed('102', 'b'), streamed('103', 'c')] });
    const changes = (await readPointers(clients, [pointer])).get(pointer);
    expect(Array.isArray(changes) && changes.map(({ key, image }) => [key, image?.blob])).toEqual([
      ['a', 'AQI='],
      ['b', 'AQI='],
    ]);
  });

  test('shares a page of its shard with its neighbours; one that is gone or cannot be read leaves the others alone', async () => {
    const at = (sequence: number, shardId = 's') => ({
      ...pointer,
      shardId,
      startSequenceNumber: String(sequence),
      endSequenceNumber: String(sequence),
    });
    const page = ['100', '101', '102'].map((sequence) => streamed(sequence, `k${sequence}`));
    streams.on(GetShardIteratorCommand).resolves({ ShardIterator: 'i' });
    streams.on(GetShardIteratorCommand, { ShardId: 'denied' }).rejects(awsError('AccessDenied'));
    streams.on(GetShardIteratorCommand, { ShardId: 'old' }).rejects(awsError('TrimmedDataAccessException'));
    streams.on(GetRecordsCommand).resolves({ Records: page });
    const pointers = [at(102), at(100), at(101), at(1, 'denied'), at(2, 'old')];
    const found = await readPointers(clients, pointers);
    const seen = pointers.map((one) => found.get(one));
    expect(seen).toMatchObject([[{ key: 'k102' }], [{ key: 'k100' }], [{ key: 'k101' }], expect.any(Error), GONE]);
    expect(streams.commandCalls(GetRecordsCommand)).toHaveLength(1);
  });

  test('whose records are gone leads to the rows that were last written at that time', async () => {
    streams.on(GetShardIteratorCommand).rejects(awsError('TrimmedDataAccessException'));
    expect((await readPointers(clients, [pointer])).get(pointer)).toBe(GONE);
    tables.on(DescribeTableCommand).resolves({ Table: { KeySchema: [{ AttributeName: 'sku', KeyType: 'HASH' }] } });
    tables.on(ScanCommand).resolves({
      Items: [
        { sku: 'a', version: 3, tags: new Set(['x']) },
        { sku: 'b', version: 2, deleted: true },
      ],
    });
    const rows = await rowsOf(clients, 't', [pointer, { ...pointer }]);
    expect([...rows.values()][1]).toEqual([]);
    expect(rows.get(pointer)).toMatchObject([
      { key: 'a', kind: 'upsert', version: 3, image: { tags: ['x'] } },
      { key: 'b', kind: 'delete', version: 2 },
    ]);
  });
});
