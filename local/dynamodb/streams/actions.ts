import type { Action, Cloud } from '../../cloud.ts';
import { AwsError, validation } from '../../errors.ts';
import { number_, structure_, text_ } from '../requests/kinds.ts';
import { checkRequest, type Members, readRequest } from '../requests/shape.ts';
import { notFound } from '../tables/registry.ts';
import { decodeIterator, encodeIterator, type Position } from './iterator.ts';
import { Readers } from './readers.ts';
import { parseSequenceNumber, sequenceNumber } from './record.ts';
import type { Shard, StreamRow } from './schema.ts';
import type { StoredRecord, StreamLog } from './stream-log.ts';

const MAX_PAGE = 100;
const MAX_RECORDS = 1000;
const MAX_BYTES = 1024 * 1024;

function action<Request>(members: Members, run: (request: Request) => unknown): Action {
  return (input) => {
    const request = readRequest(members, input ?? {});
    checkRequest(members, request);
    return run(request as Request);
  };
}

const streamArn = text_({ notNull: true, shortest: 37, longest: 1024 });
const shardId = { shortest: 28, longest: 65 };
const page = number_('Integer', { atLeast: 1 });

function existing(streams: StreamLog, arn: string): StreamRow {
  const stream = streams.find(arn);
  if (!stream) throw notFound(`Requested resource not found: Stream: ${arn} not found`);
  return stream;
}

interface ListRequest {
  TableName?: string;
  Limit?: number;
  ExclusiveStartStreamArn?: string;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_ListStreams.html */
export const listStreams = (streams: StreamLog): Action =>
  action<ListRequest>(
    { TableName: text_({ shortest: 3, longest: 255 }), Limit: page, ExclusiveStartStreamArn: text_() },
    ({ TableName: table, Limit: limit = MAX_PAGE, ExclusiveStartStreamArn: start = '' }) => {
      const found = streams.list().filter(({ arn, tbl }) => arn > start && (table === undefined || tbl === table));
      const shown = found.slice(0, Math.min(limit, MAX_PAGE));
      return {
        Streams: shown.map(({ arn, tbl, label }) => ({ StreamArn: arn, TableName: tbl, StreamLabel: label })),
        ...(shown.length < found.length && { LastEvaluatedStreamArn: shown.at(-1)?.arn }),
      };
    },
  );

interface DescribeRequest {
  StreamArn: string;
  Limit?: number;
  ExclusiveStartShardId?: string;
  ShardFilter?: { Type?: string; ShardId?: string };
}

const describeMembers: Members = {
  StreamArn: streamArn,
  Limit: page,
  ExclusiveStartShardId: text_(shardId),
  ShardFilter: structure_('ShardFilter', { Type: text_({ oneOf: ['CHILD_SHARDS'] }), ShardId: text_(shardId) }),
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html */
export const describeStream = (streams: StreamLog): Action =>
  action<DescribeRequest>(describeMembers, (request) => {
    const stream = existing(streams, request.StreamArn);
    const all = filtered(streams.shards(stream.arn), request);
    const from = all.findIndex(({ name }) => name === request.ExclusiveStartShardId) + 1;
    const shown = all.slice(from, from + Math.min(request.Limit ?? MAX_PAGE, MAX_PAGE));
    return {
      StreamDescription: {
        StreamArn: stream.arn,
        StreamLabel: stream.label,
        StreamStatus: stream.disabled === null ? 'ENABLED' : 'DISABLED',
        StreamViewType: stream.view,
        CreationRequestDateTime: stream.created / 1000,
        TableName: stream.tbl,
        KeySchema: JSON.parse(stream.keys) as unknown,
        Shards: shown.map(described),
        ...(from + shown.length < all.length && { LastEvaluatedShardId: shown.at(-1)?.name }),
      },
    };
  });

function filtered(shards: readonly Shard[], { ShardFilter: filter }: DescribeRequest): readonly Shard[] {
  if (!filter) return shards;
  if (filter.Type === undefined || filter.ShardId === undefined)
    throw validation('ShardFilter must contain both Type and ShardId');
  return shards.filter(({ parent }) => parent === filter.ShardId);
}

const described = ({ name, parent, start, end }: Shard) => ({
  ShardId: name,
  SequenceNumberRange: {
    StartingSequenceNumber: sequenceNumber(start),
    ...(end !== null && { EndingSequenceNumber: sequenceNumber(end) }),
  },
  ...(parent !== null && { ParentShardId: parent }),
});

interface IteratorRequest {
  StreamArn: string;
  ShardId: string;
  ShardIteratorType: 'TRIM_HORIZON' | 'LATEST' | 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER';
  SequenceNumber?: string;
}

const iteratorMembers: Members = {
  StreamArn: streamArn,
  ShardId: text_({ notNull: true, ...shardId }),
  ShardIteratorType: text_({
    notNull: true,
    oneOf: ['AFTER_SEQUENCE_NUMBER', 'LATEST', 'AT_SEQUENCE_NUMBER', 'TRIM_HORIZON'],
  }),
  SequenceNumber: text_({ shortest: 21, longest: 40 }),
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html */
export const getShardIterator = (cloud: Cloud, streams: StreamLog): Action =>
  action<IteratorRequest>(iteratorMembers, (request) => {
    const { arn } = existing(streams, request.StreamArn);
    const shard = streams.shards(arn).find(({ name }) => name === request.ShardId);
    if (!shard) throw notFound(`Requested resource not found: Shard does not exist`);
    const { after, exact } = startOf(streams, shard, request);
    const { clock } = cloud;
    const reader = clock.bytes(6).toString('base64');
    return {
      ShardIterator: encodeIterator(arn, { shard: shard.id, after, issued: clock.now(), reader, reads: 0, exact }),
    };
  });

function startOf(streams: StreamLog, shard: Shard, request: IteratorRequest): { after: number; exact: boolean } {
  const { ShardIteratorType: type, SequenceNumber: given } = request;
  if (type === 'TRIM_HORIZON') return { after: 0, exact: false };
  if (type === 'LATEST') return { after: shard.end ?? streams.lastOf(shard.id, shard.start), exact: false };
  if (given === undefined) throw validation(`SequenceNumber must be provided for ShardIteratorType ${type}`);
  const seq = parseSequenceNumber(given);
  if (seq === undefined || seq < shard.start || (shard.end !== null && seq > shard.end))
    throw validation(`Invalid SequenceNumber: ${given} is not in the range of the shard ${shard.name}`);
  const after = type === 'AT_SEQUENCE_NUMBER' ? seq - 1 : seq;
  readOn(streams, shard, after, 1);
  return { after, exact: true };
}

/** Data past the retention is gone: reading on from before it would skip it in silence. */
function readOn(streams: StreamLog, shard: Shard, after: number, limit: number): readonly StoredRecord[] {
  const rows = streams.readOn(shard, after, limit);
  if (rows) return rows;
  throw new AwsError(
    'TrimmedDataAccessException',
    'The operation attempted to read past the oldest stream record in a shard.',
  );
}

interface RecordsRequest {
  ShardIterator: string;
  Limit?: number;
}

const recordsMembers: Members = {
  ShardIterator: text_({ notNull: true, shortest: 1, longest: 2048 }),
  Limit: number_('Integer', { atLeast: 1, atMost: MAX_RECORDS }),
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html */
export function getRecords(cloud: Cloud, streams: StreamLog): Action {
  const readers = new Readers();
  return action<RecordsRequest>(recordsMembers, ({ ShardIterator, Limit: limit = MAX_RECORDS }) => {
    const now = cloud.clock.now();
    const { arn, position } = decodeIterator(ShardIterator, now);
    const shard = streams.shard(position.shard);
    if (!shard || shard.arn !== arn) throw notFound('Requested resource not found: Shard does not exist');
    if (position.reads > 0 && !readers.admit(shard.id, position.reader, now))
      throw new AwsError('LimitExceededException', 'More than two processes read the same shard at the same time');
    const read = position.exact
      ? readOn(streams, shard, position.after, limit)
      : streams.read(shard.id, position.after, limit);
    const rows = fitting(read);
    const after = rows.at(-1)?.seq ?? position.after;
    return {
      Records: rows.map(({ record }) => JSON.parse(record) as unknown),
      ...(!drained(streams, shard, after) && {
        NextShardIterator: encodeIterator(arn, next(position, after, now, rows.length > 0)),
      }),
    };
  });
}

const next = (position: Position, after: number, now: number, moved: boolean): Position => ({
  ...position,
  after,
  issued: now,
  reads: position.reads + 1,
  exact: position.exact || moved,
});

/** A closed shard has no next iterator once all of it was read. */
const drained = (streams: StreamLog, shard: Shard, after: number): boolean =>
  shard.closed !== null && streams.read(shard.id, after, 1).length === 0;

/** An answer holds 1 MB, but one record at the least. */
function fitting<T extends { record: string }>(rows: readonly T[]): readonly T[] {
  let size = 0;
  const count = rows.findIndex(({ record }) => {
    size += record.length;
    return size > MAX_BYTES;
  });
  return count < 0 ? rows : rows.slice(0, Math.max(1, count));
}
