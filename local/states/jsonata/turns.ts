/** What waits, by owner: owners take turns, and each owner's own come in order. */
export class Turns<T> {
  readonly #waiting = new Map<string, T[]>();

  add(owner: string, one: T): void {
    const own = this.#waiting.get(owner);
    if (own) own.push(one);
    else this.#waiting.set(owner, [one]);
  }

  has(may: (one: T) => boolean): boolean {
    return this.#next(may) !== undefined;
  }

  /** The next whose turn it is of those that may go; its owner goes to the end. */
  take(may: (one: T) => boolean): T | undefined {
    const owner = this.#next(may);
    if (owner === undefined) return undefined;
    const own = this.#waiting.get(owner) as T[];
    const [taken] = own.splice(own.findIndex(may), 1);
    this.#waiting.delete(owner);
    if (own.length > 0) this.#waiting.set(owner, own);
    return taken;
  }

  #next(may: (one: T) => boolean): string | undefined {
    for (const [owner, own] of this.#waiting) if (own.some(may)) return owner;
    return undefined;
  }
}
