import type { Cloud } from '../cloud.ts';
import type { Contents, Segment } from './contents.ts';
import { noSuchUpload } from './errors.ts';
import type { ObjectMeta } from './object-version.ts';

/** A multipart upload that is neither complete nor aborted. */
export interface MultipartUpload {
  readonly bucket: string;
  readonly key: string;
  readonly id: string;
  readonly initiated: number;
  readonly meta: ObjectMeta;
  /** How parts are summed, as the client asked for. */
  readonly algorithm?: string;
  readonly checksumType?: string;
}

export interface Part {
  readonly number: number;
  readonly etag: string;
  readonly size: number;
  readonly modified: number;
  readonly segments: readonly Segment[];
  /** The algorithm and the value, in base64. */
  readonly checksum: { readonly algorithm: string; readonly value: string };
}

interface UploadRow {
  bucket: string;
  key: string;
  id: string;
  initiated: number;
  meta: string;
}

interface PartRow {
  number: number;
  etag: string;
  size: number;
  modified: number;
  segments: string;
  checksum: string;
}

/** Multipart uploads and their parts, which are segments already: to complete one moves no bytes. */
export class UploadStore {
  readonly #cloud: Cloud;
  readonly #contents: Contents;

  constructor(cloud: Cloud, contents: Contents) {
    this.#cloud = cloud;
    this.#contents = contents;
  }

  create(upload: Omit<MultipartUpload, 'id' | 'initiated'>): MultipartUpload {
    const id = this.#cloud.clock.bytes(48).toString('base64url');
    const made = { ...upload, id, initiated: Math.floor(this.#cloud.clock.now() / 1000) };
    const { bucket, key, initiated, ...rest } = made;
    const sql = 'INSERT INTO s3_uploads (bucket, key, id, initiated, meta) VALUES (?, ?, ?, ?, ?)';
    this.#cloud.store.run(sql, bucket, key, id, initiated, JSON.stringify(rest));
    return made;
  }

  /** @throws NoSuchUpload */
  get(bucket: string, key: string, id: string): MultipartUpload {
    const sql = 'SELECT * FROM s3_uploads WHERE bucket = ? AND key = ? AND id = ?';
    const row = this.#cloud.store.get<UploadRow>(sql, bucket, key, id);
    if (!row) throw noSuchUpload(id);
    const { meta, ...rest } = row;
    return { ...(JSON.parse(meta) as MultipartUpload), ...rest };
  }

  ofBucket(bucket: string): { key: string; id: string }[] {
    return this.#cloud.store.all('SELECT key, id FROM s3_uploads WHERE bucket = ?', bucket);
  }

  parts(id: string): Part[] {
    return this.#cloud.store
      .all<PartRow>('SELECT * FROM s3_parts WHERE upload = ? ORDER BY number', id)
      .map(({ segments, checksum, ...row }) => ({
        ...row,
        segments: JSON.parse(segments) as Segment[],
        checksum: JSON.parse(checksum) as Part['checksum'],
      }));
  }

  /** Replaces a part of the same number. */
  putPart(id: string, { number, etag, size, segments, checksum }: Omit<Part, 'modified'>): void {
    const before = this.parts(id).find((part) => part.number === number);
    if (before) this.#contents.remove(before.segments);
    const sql =
      'INSERT OR REPLACE INTO s3_parts (upload, number, etag, size, modified, segments, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)';
    const modified = Math.floor(this.#cloud.clock.now() / 1000);
    this.#cloud.store.run(sql, id, number, etag, size, modified, JSON.stringify(segments), JSON.stringify(checksum));
  }

  /** Ends an upload; the bytes of the parts that are not `kept` are removed. */
  end({ bucket, key, id }: MultipartUpload, kept: readonly Part[] = []): void {
    const numbers = new Set(kept.map(({ number }) => number));
    for (const part of this.parts(id)) if (!numbers.has(part.number)) this.#contents.remove(part.segments);
    this.#cloud.store.run('DELETE FROM s3_parts WHERE upload = ?', id);
    this.#cloud.store.run('DELETE FROM s3_uploads WHERE bucket = ? AND key = ? AND id = ?', bucket, key, id);
  }
}
