import type { Cloud } from '../cloud.ts';
import type { Bucket } from './bucket-store.ts';
import type { Contents } from './contents.ts';
import { type NewObject, type ObjectMeta, type ObjectVersion, type VersionRow, versionOf } from './object-version.ts';

const NO_VERSION = 'null';
const COLUMNS = 'key, seq, version, etag, size, modified, segments, meta';

/** Objects and their versions. https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html */
export class ObjectStore {
  readonly #cloud: Cloud;
  readonly #contents: Contents;

  constructor(cloud: Cloud, contents: Contents) {
    this.#cloud = cloud;
    this.#contents = contents;
  }

  current(bucket: string, key: string): ObjectVersion | undefined {
    const sql = `SELECT ${COLUMNS} FROM s3_objects WHERE bucket = ? AND key = ?`;
    const row = this.#cloud.store.get<VersionRow>(sql, bucket, key);
    return row && versionOf(row);
  }

  /** The named version; markers too. */
  find(bucket: string, key: string, version: string): ObjectVersion | undefined {
    const current = this.current(bucket, key);
    if (current?.version === version) return current;
    const sql = `SELECT ${COLUMNS}, marker FROM s3_versions WHERE bucket = ? AND key = ? AND version = ?`;
    const row = this.#cloud.store.get<VersionRow>(sql, bucket, key, version);
    return row && versionOf(row);
  }

  /** The newest of the versions that are not current; a marker, if the key was deleted last. */
  newestOld(bucket: string, key: string): ObjectVersion | undefined {
    const sql = `SELECT ${COLUMNS}, marker FROM s3_versions WHERE bucket = ? AND key = ? ORDER BY seq DESC LIMIT 1`;
    const row = this.#cloud.store.get<VersionRow>(sql, bucket, key);
    return row && versionOf(row);
  }

  put(bucket: Bucket, key: string, made: NewObject): ObjectVersion {
    return this.#cloud.store.atomically(() => {
      const version = { ...made, ...this.#next(bucket, key), marker: false };
      this.#setCurrent(bucket.name, version);
      return version;
    });
  }

  /** Tags are the one thing about an object that may change. */
  setMeta(bucket: string, { key, seq }: ObjectVersion, meta: ObjectMeta): void {
    for (const table of ['s3_objects', 's3_versions'])
      this.#cloud.store.run(
        `UPDATE ${table} SET meta = ? WHERE bucket = ? AND key = ? AND seq = ?`,
        JSON.stringify(meta),
        bucket,
        key,
        seq,
      );
  }

  /** Deletes for good, or sets a marker where the bucket keeps versions: the marker is returned. */
  delete(bucket: Bucket, key: string): ObjectVersion | undefined {
    return this.#cloud.store.atomically(() => {
      const next = this.#next(bucket, key);
      if (!bucket.versioning) return undefined;
      const marker = { ...next, marker: true, etag: '', size: 0, segments: [], meta: { given: {} } };
      this.#insertOld(bucket.name, marker);
      return marker;
    });
  }

  /** Deletes one version for good; what was before it becomes current. */
  deleteVersion(bucket: string, key: string, version: string): ObjectVersion | undefined {
    return this.#cloud.store.atomically(() => {
      const found = this.find(bucket, key, version);
      if (!found) return undefined;
      this.#drop(bucket, found);
      const newest = this.current(bucket, key) ? undefined : this.newestOld(bucket, key);
      if (newest && !newest.marker) {
        this.#cloud.store.run(
          'DELETE FROM s3_versions WHERE bucket = ? AND key = ? AND seq = ?',
          bucket,
          key,
          newest.seq,
        );
        this.#setCurrent(bucket, newest);
      }
      return found;
    });
  }

  isEmpty(bucket: string): boolean {
    const some = (table: string) => this.#cloud.store.get(`SELECT 1 FROM ${table} WHERE bucket = ? LIMIT 1`, bucket);
    return !some('s3_objects') && !some('s3_versions');
  }

  /** Makes way for a new version, and says what it is called. */
  #next(bucket: Bucket, key: string): Pick<ObjectVersion, 'key' | 'seq' | 'version' | 'modified'> {
    const before = this.current(bucket.name, key);
    const seq = Math.max(before?.seq ?? 0, this.newestOld(bucket.name, key)?.seq ?? 0) + 1;
    const keeps = bucket.versioning === 'Enabled';
    if (before && bucket.versioning && (keeps || before.version !== NO_VERSION)) this.#archive(bucket.name, before);
    else if (before) this.#drop(bucket.name, before);
    const replaced = keeps ? undefined : this.find(bucket.name, key, NO_VERSION);
    if (replaced) this.#drop(bucket.name, replaced);
    const version = keeps ? this.#cloud.clock.bytes(24).toString('base64url') : NO_VERSION;
    return { key, seq, version, modified: Math.floor(this.#cloud.clock.now() / 1000) };
  }

  #setCurrent(bucket: string, { key, seq, version, etag, size, modified, segments, meta }: ObjectVersion): void {
    const sql = `INSERT INTO s3_objects (bucket, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
    const [places, about] = [JSON.stringify(segments), JSON.stringify(meta)];
    this.#cloud.store.run(sql, bucket, key, seq, version, etag, size, modified, places, about);
  }

  #archive(bucket: string, version: ObjectVersion): void {
    this.#cloud.store.run('DELETE FROM s3_objects WHERE bucket = ? AND key = ?', bucket, version.key);
    this.#insertOld(bucket, version);
  }

  #insertOld(bucket: string, { key, seq, version, marker, etag, size, modified, segments, meta }: ObjectVersion): void {
    const sql = `INSERT INTO s3_versions (bucket, ${COLUMNS}, marker) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
    const [places, about] = [JSON.stringify(segments), JSON.stringify(meta)];
    this.#cloud.store.run(sql, bucket, key, seq, version, etag, size, modified, places, about, Number(marker));
  }

  #drop(bucket: string, { key, seq, segments }: ObjectVersion): void {
    for (const table of ['s3_objects', 's3_versions'])
      this.#cloud.store.run(`DELETE FROM ${table} WHERE bucket = ? AND key = ? AND seq = ?`, bucket, key, seq);
    this.#contents.remove(segments);
  }
}
