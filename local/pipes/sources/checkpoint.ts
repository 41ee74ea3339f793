/**
 * How far a shard has been read for good: the records are read in order and may be acknowledged out of order (by several
 * slices), and the position is the last one before the first that is still open.
 */
export class Checkpoint {
  readonly #open: { readonly sequence: string; done: boolean }[] = [];
  readonly #bySequence = new Map<string, { done: boolean }>();
  #first = 0;
  #position: string | undefined;

  /** A record has been read. */
  read(sequence: string): void {
    const entry = { sequence, done: false };
    this.#open.push(entry);
    this.#bySequence.set(sequence, entry);
  }

  /** A record needs nothing any more. Call `advance` after a batch of them. */
  done(sequence: string): void {
    const entry = this.#bySequence.get(sequence);
    if (entry) entry.done = true;
    this.#bySequence.delete(sequence);
  }

  /** The new position, or undefined if it did not move. */
  advance(): string | undefined {
    const before = this.#position;
    for (let entry = this.#open[this.#first]; entry?.done; entry = this.#open[++this.#first])
      this.#position = entry.sequence;
    if (this.#first > 1_000 && this.#first * 2 > this.#open.length) {
      this.#open.splice(0, this.#first);
      this.#first = 0;
    }
    return this.#position === before ? undefined : this.#position;
  }

  /** Records read and not yet done. */
  get pending(): number {
    return this.#bySequence.size;
  }
}
