import { sleep } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import { SOURCE_ERROR_DELAY_MS, type SourceContext } from './source.ts';
import type { RawStreamRecord } from './stream-record.ts';
import { SourceTrouble } from './trouble.ts';

/** GetRecords gives at most this many. */
export const PAGE = 1_000;

interface Page {
  readonly Records: readonly RawStreamRecord[];
  readonly NextShardIterator?: string | null;
}

/** The records of one shard, page by page, from a position on. */
export class ShardPages {
  readonly #context: SourceContext;
  readonly #trouble: SourceTrouble;
  readonly #shard: string;
  /** The last record that was read (not: acknowledged); null at the start of the shard. */
  #last: string | null;
  /** undefined: to be made; null: the shard has been read to its end. */
  #iterator: string | null | undefined;

  constructor(context: SourceContext, shard: string, after: string | null) {
    this.#context = context;
    this.#trouble = new SourceTrouble(context);
    this.#shard = shard;
    this.#last = after;
  }

  get last(): string | null {
    return this.#last;
  }

  get ended(): boolean {
    return this.#iterator === null;
  }

  /** The next records, perhaps none; undefined after an error that has been dealt with. */
  async next(): Promise<readonly RawStreamRecord[] | undefined> {
    if (this.#iterator === null) return [];
    try {
      this.#iterator ??= await this.#newIterator();
      const input = { ShardIterator: this.#iterator, Limit: PAGE };
      const page = await this.#context.cloud.call<Page>('dynamodbstreams', 'GetRecords', input);
      this.#trouble.over();
      this.#iterator = page.NextShardIterator ?? null;
      this.#last = page.Records.at(-1)?.dynamodb.SequenceNumber ?? this.#last;
      return page.Records;
    } catch (error) {
      await this.#recover(error);
      return undefined;
    }
  }

  async #newIterator(): Promise<string> {
    const from =
      this.#last === null
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: this.#last };
    const input = { StreamArn: this.#context.pipe.Source, ShardId: this.#shard, ...from };
    const found = await this.#context.cloud.call<{ ShardIterator: string }>(
      'dynamodbstreams',
      'GetShardIterator',
      input,
    );
    return found.ShardIterator;
  }

  /** A stale iterator is made anew; what was trimmed after 24 h is gone, and reading goes on with what is left. */
  async #recover(error: unknown): Promise<void> {
    this.#iterator = undefined;
    const code = error instanceof AwsError ? error.code : '';
    if (code === 'ExpiredIteratorException') return;
    if (code === 'TrimmedDataAccessException') this.#last = null;
    else this.#trouble.tell(error);
    await sleep(this.#context.cloud.clock, SOURCE_ERROR_DELAY_MS, this.#context.stopping);
  }
}
