/** Two processes may read a shard at the same time. */
export const MAX_READERS = 2;
const WINDOW_MS = 1000;

/**
 * Who reads which shard. A reader is a chain of iterators, each from the answer to the one before; it counts once it has
 * read on, so that a look into a stream is not taken for a consumer.
 */
export class Readers {
  readonly #lastRead = new Map<number, Map<string, number>>();

  /** Notes a read; false if two others read the shard within the last second. */
  admit(shard: number, reader: string, now: number): boolean {
    const readers = this.#lastRead.get(shard) ?? new Map<string, number>();
    this.#lastRead.set(shard, readers);
    for (const [other, at] of readers) if (now - at > WINDOW_MS) readers.delete(other);
    if (!readers.has(reader) && readers.size >= MAX_READERS) return false;
    readers.set(reader, now);
    return true;
  }

  /** How many read the shard within the last second. */
  count(shard: number, now: number): number {
    const readers = this.#lastRead.get(shard);
    return readers ? [...readers.values()].filter((at) => now - at <= WINDOW_MS).length : 0;
  }
}
