import type { Cloud } from '../../cloud.ts';
import type { StoredItem } from '../items/item-store.ts';
import type { KeyElement, StreamView } from '../tables/table.ts';
import type { Item } from '../values/attribute-value.ts';
import { itemSize } from '../values/size.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS dynamodb_streams (
    arn TEXT PRIMARY KEY, tbl TEXT NOT NULL, label TEXT NOT NULL, view TEXT NOT NULL, keys TEXT NOT NULL,
    region TEXT NOT NULL, created INTEGER NOT NULL, disabled INTEGER);
  CREATE TABLE IF NOT EXISTS dynamodb_shards (
    id INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT NOT NULL, name TEXT NOT NULL, parent TEXT, low INTEGER NOT NULL, high INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER, closed INTEGER, trimmed INTEGER NOT NULL DEFAULT 0);
  CREATE INDEX IF NOT EXISTS dynamodb_shards_by_stream ON dynamodb_shards (arn, id);
  CREATE TABLE IF NOT EXISTS dynamodb_stream_records (
    shard INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (shard, seq)) WITHOUT ROWID;
`;

/** Records can be read for 24 hours. */
export const RETENTION_MS = 24 * 60 * 60 * 1000;
/** The partitions' space of hashes, which the shards of a stream share out. */
export const HASH_SPACE = 65536;

export interface Shard {
  readonly id: number;
  readonly arn: string;
  readonly name: string;
  readonly parent: string | null;
  /** The hashes from `low` up to, but not including, `high`. */
  readonly low: number;
  readonly high: number;
  readonly start: number;
  readonly end: number | null;
  readonly closed: number | null;
}

export interface StreamRow {
  readonly arn: string;
  readonly tbl: string;
  readonly label: string;
  readonly view: StreamView;
  readonly keys: string;
  readonly region: string;
  readonly created: number;
  readonly disabled: number | null;
}

/** A change of one item, as the write made it. */
export interface Change {
  readonly hash: Buffer;
  readonly keys: Item;
  readonly old: StoredItem | undefined;
  readonly next: StoredItem | undefined;
  readonly expired: boolean;
}

interface OpenStream {
  readonly region: string;
  last: number;
  shards: Shard[];
}

/** 21 digits, as AWS's are at the least: compared as numbers, or as texts of one length. */
export const sequenceNumber = (seq: number): string => `1${String(seq).padStart(20, '0')}`;

export const parseSequenceNumber = (text: string): number | undefined =>
  /^1\d{20}$/.test(text) ? Number(text.slice(1)) : undefined;

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
    const { last } = this.#stream(arn);
    this.#cloud.store.run('UPDATE dynamodb_streams SET disabled = ? WHERE arn = ?', now, arn);
    this.#cloud.store.run(
      'UPDATE dynamodb_shards SET end = ?, closed = ? WHERE arn = ? AND closed IS NULL',
      last + 1,
      now,
      arn,
    );
    this.#open.delete(arn);
    this.#cloud.signals.emit(`stream:${arn}`);
  }

  /** Appends the record of a change, and wakes the stream's readers. */
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
    this.#cloud.signals.emit(`stream:${arn}`);
  }

  /** Splits an open shard in two, as AWS does now and then; its children start where it ends. */
  split(arn: string, name: string): void {
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
    const middle = Math.floor((shard.low + shard.high) / 2);
    this.#addShard(arn, shard.low, middle, shard.name, seq + 1);
    this.#addShard(arn, middle, shard.high, shard.name, seq + 1);
    this.#open.delete(arn);
    this.#cloud.signals.emit(`stream:${arn}`);
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
  read(shard: number, after: number, limit: number): { seq: number; at: number; record: string }[] {
    return this.#cloud.store.all(
      'SELECT seq, at, record FROM dynamodb_stream_records WHERE shard = ? AND seq > ? AND at > ? ORDER BY seq LIMIT ?',
      shard,
      after,
      this.#cloud.clock.now() - RETENTION_MS,
      limit,
    );
  }

  /** The sequence of a shard's last record, or the one before its start. */
  lastOf(shard: number, start: number): number {
    return Math.max(start - 1, this.#lastOf(shard));
  }

  /** True if the shard holds a record after `after` that can no longer be read, or held one. */
  isTrimmed(shard: number, after: number): boolean {
    const { store, clock } = this.#cloud;
    const trimmed =
      store.get<{ trimmed: number }>('SELECT trimmed FROM dynamodb_shards WHERE id = ?', shard)?.trimmed ?? 0;
    if (trimmed > after) return true;
    const old = store.get<{ seq: number | null }>(
      'SELECT max(seq) AS seq FROM dynamodb_stream_records WHERE shard = ? AND seq > ? AND at <= ?',
      shard,
      after,
      clock.now() - RETENTION_MS,
    );
    return old?.seq !== null && old?.seq !== undefined;
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

/** The record as JSON text: the images are not parsed again. */
function recordText(change: Change, view: StreamView, region: string, shard: number, seq: number, now: number): string {
  const { keys, old, next, expired } = change;
  const name = old ? (next ? 'MODIFY' : 'REMOVE') : 'INSERT';
  const newImage = view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? next : undefined;
  const oldImage = view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? old : undefined;
  const size = itemSize(keys) + (newImage?.size ?? 0) + (oldImage?.size ?? 0);
  const eventId = shard.toString(16).padStart(16, '0') + seq.toString(16).padStart(16, '0');
  return (
    `{"eventID":"${eventId}","eventName":"${name}","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"${region}",` +
    `"dynamodb":{"ApproximateCreationDateTime":${Math.floor(now / 1000)},"Keys":${JSON.stringify(keys)},` +
    (newImage ? `"NewImage":${newImage.text},` : '') +
    (oldImage ? `"OldImage":${oldImage.text},` : '') +
    `"SequenceNumber":"${sequenceNumber(seq)}","SizeBytes":${size},"StreamViewType":"${view}"}` +
    (expired ? ',"userIdentity":{"PrincipalId":"dynamodb.amazonaws.com","Type":"Service"}}' : '}')
  );
}
