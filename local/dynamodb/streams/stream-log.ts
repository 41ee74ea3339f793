import type { Cloud } from '../../cloud.ts';
import type { KeyElement, StreamView } from '../tables/table.ts';
import { type Change, recordText } from './record.ts';
import { SCHEMA, type Shard, type StreamRow } from './schema.ts';

/** Records can be read for 24 hours. */
export const RETENTION_MS = 24 * 60 * 60 * 1000;
/** The partitions' space of hashes, which the shards of a stream share out. */
export const HASH_SPACE = 65536;

/** A record of a shard, as JSON text; `at` in epoch milliseconds. */
export interface StoredRecord {
  readonly seq: number;
  readonly at: number;
  readonly record: string;
}

interface OpenStream {
  readonly region: string;
  last: number;
  shards: Shard[];
}

/** The streams of all tables: their records are written in the turn that wrote the item. */
export class StreamLog {
  readonly #cloud: Cloud;
  readonly #shards: number;
  readonly #open = new Map<string, OpenStream>();

  constructor(cloud: Cloud, shards: number) {
    this.#cloud = cloud;
    this.#shards = shards;
    cloud.store.define(SCHEMA);
  }

  /** Opens a stream for a table; returns its label, which is the time. */
  create(
    arnOf: (label: string) => string,
    table: string,
    view: StreamView,
    keys: readonly KeyElement[],
    region: string,
  ): string {
    const now = this.#cloud.clock.now();
    const label = new Date(now).toISOString().slice(0, -1);
    const arn = arnOf(label);
    this.#cloud.store.run(
      'INSERT OR REPLACE INTO dynamodb_streams (arn, tbl, label, view, keys, region, created) VALUES (?, ?, ?, ?, ?, ?, ?)',
      arn,
      table,
      label,
      view,
      JSON.stringify(keys),
      region,
      now,
    );
    for (let index = 0; index < this.#shards; index++) {
      const [low, high] = [index, index + 1].map((at) => Math.floor((HASH_SPACE * at) / this.#shards)) as [
        number,
        number,
      ];
      this.#addShard(arn, low, high, null, 1);
    }
    return label;
  }

  /** Ends a stream: its shards close, its records stay readable. */
  disable(arn: string): void {
    const now = this.#cloud.clock.now();
    const { last, shards } = this.#stream(arn);
    this.#cloud.store.run('UPDATE dynamodb_streams SET disabled = ? WHERE arn = ?', now, arn);
    this.#cloud.store.run(
      'UPDATE dynamodb_shards SET end = ?, closed = ? WHERE arn = ? AND closed IS NULL',
      last + 1,
      now,
      arn,
    );
    this.#open.delete(arn);
    for (const { name } of shards) this.#signal(arn, name);
  }

  /** Appends the record of a change, and wakes the shard's readers. */
  append({ arn, view }: { arn: string; view: StreamView }, change: Change): void {
    const stream = this.#stream(arn);
    const scatter = change.hash.readUInt16BE(0);
    const shard = stream.shards.find(({ low, high }) => scatter >= low && scatter < high);
    if (!shard) throw new Error(`the stream ${arn} has no open shard for the hash ${scatter}`);
    const seq = ++stream.last;
    const now = this.#cloud.clock.now();
    this.#cloud.store.run(
      'INSERT INTO dynamodb_stream_records (shard, seq, at, record) VALUES (?, ?, ?, ?)',
      shard.id,
      seq,
      now,
      recordText(change, view, stream.region, shard.id, seq, now),
    );
    this.#signal(arn, shard.name);
  }

  /** Ends an open shard, as AWS does now and then, and after some hours anyway; its children, two or one, start where it ends. */
  split(arn: string, name: string, children: 1 | 2 = 2): void {
    const stream = this.#stream(arn);
    const shard = stream.shards.find((one) => one.name === name);
    if (!shard) throw new Error(`the stream ${arn} has no open shard ${name}`);
    const seq = ++stream.last;
    this.#cloud.store.run(
      'UPDATE dynamodb_shards SET end = ?, closed = ? WHERE id = ?',
      seq,
      this.#cloud.clock.now(),
      shard.id,
    );
    const middle = children === 2 ? Math.floor((shard.low + shard.high) / 2) : shard.high;
    this.#addShard(arn, shard.low, middle, shard.name, seq + 1);
    if (middle < shard.high) this.#addShard(arn, middle, shard.high, shard.name, seq + 1);
    this.#open.delete(arn);
    this.#signal(arn, name);
  }

  /** Who reads the whole stream waits for `stream:`, who reads one shard for `shard:`: the others need not look. */
  #signal(arn: string, shard: string): void {
    this.#cloud.signals.emit(`stream:${arn}`);
    this.#cloud.signals.emit(`shard:${arn}/${shard}`);
  }

  find(arn: string): StreamRow | undefined {
    return this.#cloud.store.get<StreamRow>('SELECT * FROM dynamodb_streams WHERE arn = ?', arn);
  }

  list(): StreamRow[] {
    return this.#cloud.store.all<StreamRow>('SELECT * FROM dynamodb_streams ORDER BY arn');
  }

  shards(arn: string): Shard[] {
    return this.#cloud.store.all<Shard>('SELECT * FROM dynamodb_shards WHERE arn = ? ORDER BY id', arn);
  }

  shard(id: number): Shard | undefined {
    return this.#cloud.store.get<Shard>('SELECT * FROM dynamodb_shards WHERE id = ?', id);
  }

  /** The records of a shard after `seq` that are no older than the retention. */
  read(shard: number, after: number, limit: number): StoredRecord[] {
    return this.#rows(shard, after, this.#cloud.clock.now() - RETENTION_MS, limit);
  }

  /** The records of a shard after `seq`; undefined if one of them can no longer be read. */
  readOn({ id, trimmed }: Shard, after: number, limit: number): StoredRecord[] | undefined {
    if (trimmed > after) return undefined;
    const rows = this.#rows(id, after, -1, limit);
    const isTrimmed = rows[0] !== undefined && rows[0].at <= this.#cloud.clock.now() - RETENTION_MS;
    return isTrimmed ? undefined : rows;
  }

  #rows(shard: number, after: number, from: number, limit: number): StoredRecord[] {
    return this.#cloud.store.all(
      'SELECT seq, at, record FROM dynamodb_stream_records WHERE shard = ? AND seq > ? AND at > ? ORDER BY seq LIMIT ?',
      shard,
      after,
      from,
      limit,
    );
  }

  /** The sequence of a shard's last record, or the one before its start. */
  lastOf(shard: number, start: number): number {
    return Math.max(start - 1, this.#lastOf(shard));
  }

  /** Deletes what nobody can read any more; each shard keeps its last record, which tells where its numbers stand. */
  trim(): void {
    const horizon = this.#cloud.clock.now() - RETENTION_MS;
    const { store } = this.#cloud;
    for (const { arn, disabled } of this.list()) {
      const gone = disabled !== null && disabled <= horizon;
      for (const { id, closed } of this.shards(arn))
        this.#trimShard(id, horizon, gone || (closed !== null && closed <= horizon));
      if (gone) store.run('DELETE FROM dynamodb_streams WHERE arn = ?', arn);
    }
  }

  #trimShard(id: number, horizon: number, wholly: boolean): void {
    const { store } = this.#cloud;
    const last = this.#lastOf(id);
    const oldest = store.get<{ seq: number | null }>(
      'SELECT max(seq) AS seq FROM dynamodb_stream_records WHERE shard = ? AND at <= ?',
      id,
      horizon,
    )?.seq;
    if (typeof oldest === 'number') {
      store.run(
        'DELETE FROM dynamodb_stream_records WHERE shard = ? AND seq <= ? AND seq < ?',
        id,
        oldest,
        wholly ? last + 1 : last,
      );
      store.run('UPDATE dynamodb_shards SET trimmed = ? WHERE id = ?', oldest, id);
    }
    if (wholly) store.run('DELETE FROM dynamodb_shards WHERE id = ?', id);
  }

  #stream(arn: string): OpenStream {
    const known = this.#open.get(arn);
    if (known) return known;
    const shards = this.shards(arn);
    const lasts = shards.map(({ id, start, end }) => Math.max(start - 1, end ?? 0, this.#lastOf(id)));
    const opened = {
      region: this.find(arn)?.region ?? this.#cloud.region,
      last: Math.max(0, ...lasts),
      shards: shards.filter(({ closed }) => closed === null),
    };
    this.#open.set(arn, opened);
    return opened;
  }

  #lastOf(shard: number): number {
    return (
      this.#cloud.store.get<{ seq: number | null }>(
        'SELECT max(seq) AS seq FROM dynamodb_stream_records WHERE shard = ?',
        shard,
      )?.seq ?? 0
    );
  }

  #addShard(arn: string, low: number, high: number, parent: string | null, start: number): void {
    const { clock, store } = this.#cloud;
    const name = `shardId-${String(clock.now()).padStart(20, '0')}-${clock.bytes(4).toString('hex')}`;
    store.run(
      'INSERT INTO dynamodb_shards (arn, name, parent, low, high, start) VALUES (?, ?, ?, ?, ?, ?)',
      arn,
      name,
      parent,
      low,
      high,
      start,
    );
  }
}
