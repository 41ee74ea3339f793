import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { OperationError } from '../errors.ts';

/** A segment's place: `null` when it is done, absent before its first page. */
const state = z.object({
  /** Where it runs: a backfill of one place is never continued in another. */
  place: z.string(),
  startedAt: z.string(),
  segments: z.int().positive(),
  cursors: z.record(z.string(), z.string().nullable()),
  scanned: z.int(),
  applied: z.int(),
  superseded: z.int(),
  parked: z.int(),
});

export type Progress = z.infer<typeof state>;

/**
 * How far a backfill has come, in a file, written after each page: whoever runs the command again after a kill continues there,
 * and repeats at most the page that was under way in each segment.
 */
export class ProgressFile {
  readonly #path: string | undefined;

  /** Without a path nothing is kept. */
  constructor(path: string | undefined) {
    this.#path = path;
  }

  /** What an earlier run left, if it was in the same place. */
  read(place: string): Progress | undefined {
    const text = this.#text();
    if (text === undefined) return undefined;
    const read = state.safeParse(JSON.parse(text));
    if (!read.success)
      throw new OperationError(`${this.#path} is not the state of a backfill: remove it, or give --restart`);
    if (read.data.place === place) return read.data;
    throw new OperationError(
      `${this.#path} is the state of a backfill of ${read.data.place}, not of ${place}: finish that, or give --restart`,
    );
  }

  /** As a whole or not at all: a kill in the middle leaves the state before. */
  write(progress: Progress): void {
    if (!this.#path) return;
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(`${this.#path}.new`, JSON.stringify(progress));
    renameSync(`${this.#path}.new`, this.#path);
  }

  remove(): void {
    if (this.#path) rmSync(this.#path, { force: true });
  }

  #text(): string | undefined {
    if (!this.#path) return undefined;
    try {
      return readFileSync(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}
