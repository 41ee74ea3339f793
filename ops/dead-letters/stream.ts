import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type ShardIteratorType,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import type { Change } from '../../functions/change.ts';
import { toChange } from '../../functions/compact/record.ts';
import type { Clients } from '../clients.ts';
import { allowed, awsErrorName } from '../errors.ts';
import { wire } from '../wire.ts';
import type { Pointer } from './types.ts';

/** Pages of a shard may be empty for a while; more than this many in a row, and what is looked for is not there. */
const MOST_EMPTY = 20;

/** The records are not in the stream any more: it keeps them 24 hours. */
export const GONE = Symbol('gone');

/** The changes that a pointer points to, as the enrichment would have made them. */
export async function readPointed(clients: Clients, pointer: Pointer): Promise<readonly Change[] | typeof GONE> {
  try {
    const records = await readRecords(clients, pointer);
    return records.flatMap((record) => toChange(asDelivered(record)) ?? []);
  } catch (error) {
    if (/TrimmedDataAccess|ResourceNotFound/.test(awsErrorName(error))) return GONE;
    throw error;
  }
}

async function readRecords(clients: Clients, pointer: Pointer): Promise<StreamRecord[]> {
  const found: StreamRecord[] = [];
  const last = BigInt(pointer.endSequenceNumber);
  let next = await iterator(clients, pointer, 'AT_SEQUENCE_NUMBER', pointer.startSequenceNumber);
  let empty = 0;
  while (next && empty < MOST_EMPTY) {
    const page = await pageOf(clients, pointer, next, found);
    for (const record of page.Records) {
      if (BigInt(record.dynamodb?.SequenceNumber ?? 0) > last) return found;
      found.push(record);
    }
    if (reached(found, last)) return found;
    empty = page.Records.length ? 0 : empty + 1;
    next = page.next;
  }
  return found;
}

function reached(found: readonly StreamRecord[], last: bigint): boolean {
  return BigInt(found.at(-1)?.dynamodb?.SequenceNumber ?? -1) >= last;
}

/** An iterator lives 15 minutes; one that has expired is made anew, after the last record that was read. */
async function pageOf(clients: Clients, pointer: Pointer, from: string, found: readonly StreamRecord[]) {
  try {
    return await records(clients, from);
  } catch (error) {
    if (awsErrorName(error) !== 'ExpiredIteratorException') throw error;
    const last = found.at(-1)?.dynamodb?.SequenceNumber;
    const again = last
      ? await iterator(clients, pointer, 'AFTER_SEQUENCE_NUMBER', last)
      : await iterator(clients, pointer, 'AT_SEQUENCE_NUMBER', pointer.startSequenceNumber);
    return again ? records(clients, again) : { Records: [], next: undefined };
  }
}

async function records({ streams }: Clients, ShardIterator: string) {
  const { Records = [], NextShardIterator: next } = await allowed('dynamodb:GetRecords', () =>
    streams.send(new GetRecordsCommand({ ShardIterator, Limit: 1000 })),
  );
  return { Records, next };
}

async function iterator(
  { streams }: Clients,
  { streamArn, shardId }: Pointer,
  ShardIteratorType: ShardIteratorType,
  SequenceNumber: string,
): Promise<string | undefined> {
  const { ShardIterator } = await allowed('dynamodb:GetShardIterator', () =>
    streams.send(
      new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shardId, ShardIteratorType, SequenceNumber }),
    ),
  );
  return ShardIterator;
}

/** The SDK's record as a pipe delivers it: a time in seconds, bytes as base64. */
function asDelivered(record: StreamRecord): unknown {
  const { dynamodb, ...rest } = record;
  const at = dynamodb?.ApproximateCreationDateTime;
  const stream = { ...dynamodb, ...(at && { ApproximateCreationDateTime: Math.floor(at.getTime() / 1000) }) };
  return wire({ ...rest, dynamodb: stream });
}
