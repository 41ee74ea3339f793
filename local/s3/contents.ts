import { createReadStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cloud } from '../cloud.ts';
import { SCHEMA } from './schema.ts';

/** What a caller sends: text, bytes, or bytes as they come. */
export type Source = string | Buffer | AsyncIterable<Buffer>;

/** A piece of an object's bytes; an object has as many as it was uploaded in. */
export interface Segment {
  readonly id: string;
  readonly size: number;
}

/** Bytes that are here, and belong to nothing yet: `keep` or `discard` them. */
export interface Received extends Segment {
  /** Absent if they are in a file. */
  readonly bytes?: Buffer;
}

interface Held extends Segment {
  readonly bytes: Uint8Array | undefined;
}

/** Beyond this a segment is a file beside the store: written piece by piece, so that a big upload delays nobody's commit. */
const LARGEST_ROW = 128 * 1024;

/**
 * The bytes of all objects. A file is written before the row that names it is committed, and removed after the row's removal is:
 * a crash in between leaves a file without a row, which the next start removes.
 */
export class Contents {
  readonly #cloud: Cloud;
  readonly #folder: string | undefined;
  readonly #readers = new Map<string, number>();
  readonly #doomed = new Set<string>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#folder = cloud.store.folder && join(cloud.store.folder, 's3');
    cloud.store.define(SCHEMA);
    this.#sweep();
  }

  /** Takes the bytes in; `watch` sees them as they come, and may throw. */
  async receive(source: Source, watch: (chunk: Buffer) => void): Promise<Received> {
    const id = this.#cloud.clock.bytes(16).toString('hex');
    const held: Buffer[] = [];
    let [size, file]: [number, FileHandle | undefined] = [0, undefined];
    try {
      for await (const chunk of pieces(source)) {
        size += chunk.length;
        watch(chunk);
        if (file) await file.writeFile(chunk);
        else held.push(chunk);
        if (!file && this.#folder && size > LARGEST_ROW) {
          file = await open(this.#path(id), 'wx');
          await file.writeFile(Buffer.concat(held));
        }
      }
      if (file && this.#cloud.store.durability === 'full') await file.sync();
    } catch (error) {
      if (file) await rm(this.#path(id), { force: true });
      throw error;
    } finally {
      await file?.close();
    }
    return { id, size, ...(file ? {} : { bytes: Buffer.concat(held) }) };
  }

  /** Makes the bytes part of what the caller commits. */
  keep({ id, size, bytes }: Received): Segment {
    this.#cloud.store.run('INSERT INTO s3_segments (id, bytes) VALUES (?, ?)', id, bytes ?? null);
    return { id, size };
  }

  async discard({ id, bytes }: Received): Promise<void> {
    if (!bytes) await rm(this.#path(id), { force: true });
  }

  /** Removes what an object or a part had, once that is committed and nobody reads it any more. */
  remove(segments: readonly Segment[]): void {
    for (const { id } of segments) {
      const row = this.#row(id);
      this.#cloud.store.run('DELETE FROM s3_segments WHERE id = ?', id);
      if (row && row.bytes === null) this.#doomed.add(id);
    }
    if (this.#doomed.size > 0) void this.#cloud.store.committed().then(() => this.#unlinkUnread(), ignore);
  }

  /** The bytes from `start` up to `end`. They stay until they are read, even if the object is deleted meanwhile. */
  read(segments: readonly Segment[], start: number, end: number): AsyncGenerator<Buffer> {
    const held = segments.map((segment) => ({ ...segment, bytes: this.#row(segment.id)?.bytes ?? undefined }));
    for (const { id } of segments) this.#readers.set(id, (this.#readers.get(id) ?? 0) + 1);
    return this.#pour(held, start, end);
  }

  async *#pour(held: readonly Held[], start: number, end: number): AsyncGenerator<Buffer> {
    try {
      let at = 0;
      for (const { id, size, bytes } of held) {
        const [from, to] = [Math.max(start - at, 0), Math.min(end - at, size)];
        at += size;
        if (from >= to) continue;
        if (bytes) yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).subarray(from, to);
        else yield* createReadStream(this.#path(id), { start: from, end: to - 1, highWaterMark: LARGEST_ROW });
      }
    } finally {
      for (const { id } of held) this.#release(id);
      this.#unlinkUnread();
    }
  }

  #release(id: string): void {
    const left = (this.#readers.get(id) ?? 1) - 1;
    if (left > 0) this.#readers.set(id, left);
    else this.#readers.delete(id);
  }

  #unlinkUnread(): void {
    for (const id of this.#doomed) {
      if (this.#readers.has(id)) continue;
      this.#doomed.delete(id);
      void rm(this.#path(id), { force: true }).catch(ignore);
    }
  }

  #row(id: string): { bytes: Uint8Array | null } | undefined {
    return this.#cloud.store.get<{ bytes: Uint8Array | null }>('SELECT bytes FROM s3_segments WHERE id = ?', id);
  }

  #path(id: string): string {
    return join(this.#folder ?? '', id);
  }

  #sweep(): void {
    if (!this.#folder) return;
    mkdirSync(this.#folder, { recursive: true });
    for (const name of readdirSync(this.#folder)) if (!this.#row(name)) rmSync(join(this.#folder, name));
  }
}

async function* pieces(source: Source): AsyncGenerator<Buffer> {
  if (typeof source === 'string') yield Buffer.from(source);
  else if (Buffer.isBuffer(source)) yield source;
  else yield* source;
}

/** What could not be removed now is removed at the next start; a commit that failed is reported to whoever awaits it. */
const ignore = (): void => undefined;

/** All bytes of a body; for those who need them at once, with a limit in mind. */
export async function gather(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
