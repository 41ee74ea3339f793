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
import { each } from '../parallel.ts';
import { wire } from '../wire.ts';
import type { Pointer } from './types.ts';

/** Pages of a shard may be empty for a while; more than this many in a row, and what is looked for is not there. */
const MOST_EMPTY = 20;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html */
const PAGE = 1000;

const SHARDS_AT_ONCE = 4;

/** The records are not in the stream any more: it keeps them 24 hours. */
export const GONE = Symbol('gone');

/** The changes that a pointer points to, as the enrichment would have made them; or why they cannot be read. */
export type Pointed = readonly Change[] | typeof GONE | Error;

type StreamReader = Pick<Clients, 'streams'>;

/** Reads what pointers point to. A shard is read once, in its order: its reads a second are few, and neighbours share a page. */
export async function readPointers(
  clients: StreamReader,
  pointers: readonly Pointer[],
): Promise<ReadonlyMap<Pointer, Pointed>> {
  const found = new Map<Pointer, Pointed>();
  const shards = Map.groupBy(pointers, ({ streamArn, shardId }) => `${streamArn} ${shardId}`);
  await each(shards.values(), SHARDS_AT_ONCE, async (some) => {
    const reader = new ShardReader(clients, some.length > 1 ? PAGE : Math.min(PAGE, some[0]?.batchSize ?? 1));
    for (const pointer of some.toSorted(byStart)) found.set(pointer, await reader.read(pointer));
  });
  return found;
}

const byStart = (a: Pointer, b: Pointer) => {
  const difference = BigInt(a.startSequenceNumber) - BigInt(b.startSequenceNumber);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

interface Page {
  readonly Records: readonly StreamRecord[];
  readonly next: string | undefined;
}

class ShardReader {
  readonly #clients: StreamReader;
  readonly #limit: number;
  /** The page that was read last: the next pointer may begin in it. */
  #page: Page = { Records: [], next: undefined };

  constructor(clients: StreamReader, limit: number) {
    this.#clients = clients;
    this.#limit = limit;
  }

  async read(pointer: Pointer): Promise<Pointed> {
    try {
      const records = await this.#records(pointer);
      return records.flatMap((record) => toChange(asDelivered(record)) ?? []);
    } catch (error) {
      this.#page = { Records: [], next: undefined };
      if (/TrimmedDataAccess|ResourceNotFound/.test(awsErrorName(error))) return GONE;
      return error instanceof Error ? error : new Error(String(error), { cause: error });
    }
  }

  async #records(pointer: Pointer): Promise<StreamRecord[]> {
    const found: StreamRecord[] = [];
    const [first, last] = [BigInt(pointer.startSequenceNumber), BigInt(pointer.endSequenceNumber)];
    if (!covers(this.#page, first)) this.#page = await this.#from(pointer, pointer.startSequenceNumber);
    for (let empty = 0; ; ) {
      const { Records, next } = this.#page;
      for (const record of Records) {
        const at = sequenceOf(record);
        if (at > last) return found;
        if (at >= first) found.push(record);
      }
      empty = Records.length ? 0 : empty + 1;
      if ((found.length && sequenceOf(found.at(-1)) >= last) || !next || empty >= MOST_EMPTY) return found;
      this.#page = await this.#after(pointer, next, found);
    }
  }

  async #from(pointer: Pointer, sequence: string, type: ShardIteratorType = 'AT_SEQUENCE_NUMBER'): Promise<Page> {
    const { ShardIterator } = await allowed('dynamodb:GetShardIterator', () =>
      this.#clients.streams.send(
        new GetShardIteratorCommand({
          StreamArn: pointer.streamArn,
          ShardId: pointer.shardId,
          ShardIteratorType: type,
          SequenceNumber: sequence,
        }),
      ),
    );
    return ShardIterator ? this.#get(ShardIterator) : { Records: [], next: undefined };
  }

  /** An iterator lives 15 minutes; one that has expired is made anew, after the last record that was read. */
  async #after(pointer: Pointer, iterator: string, found: readonly StreamRecord[]): Promise<Page> {
    try {
      return await this.#get(iterator);
    } catch (error) {
      if (awsErrorName(error) !== 'ExpiredIteratorException') throw error;
      const last = found.at(-1)?.dynamodb?.SequenceNumber;
      return last
        ? this.#from(pointer, last, 'AFTER_SEQUENCE_NUMBER')
        : this.#from(pointer, pointer.startSequenceNumber);
    }
  }

  async #get(ShardIterator: string): Promise<Page> {
    const { Records = [], NextShardIterator: next } = await allowed('dynamodb:GetRecords', () =>
      this.#clients.streams.send(new GetRecordsCommand({ ShardIterator, Limit: this.#limit })),
    );
    return { Records, next };
  }
}

const sequenceOf = (record: StreamRecord | undefined) => BigInt(record?.dynamodb?.SequenceNumber ?? -1);

/** Whether a page has the record of this number, if there is one. */
function covers({ Records }: Page, sequence: bigint): boolean {
  return Records.length > 0 && sequenceOf(Records[0]) <= sequence && sequenceOf(Records.at(-1)) >= sequence;
}

/** The SDK's record as a pipe delivers it: a time in seconds, bytes as base64. */
function asDelivered(record: StreamRecord): unknown {
  const { dynamodb, ...rest } = record;
  const at = dynamodb?.ApproximateCreationDateTime;
  const stream = { ...dynamodb, ...(at && { ApproximateCreationDateTime: Math.floor(at.getTime() / 1000) }) };
  return wire({ ...rest, dynamodb: stream });
}
