/** What an item may hold, as the writers write it. */
export type Attributes = Readonly<Record<string, string | number>>;

/** One acknowledged change of an item. */
export interface Entry {
  readonly version: number;
  /** Undefined: deleted. */
  readonly attributes: Attributes | undefined;
  /** Why the workflow must park it, if it must. */
  readonly parked?: 'VersionNotRaised' | 'ContractViolation' | 'RecordTooBig';
  /** Epoch milliseconds at which it was acknowledged. */
  readonly at: number;
}

/** The state of an item's row, as its writers know it. */
export interface Known {
  readonly version: number;
  readonly attributes: Attributes | undefined;
  /** Removed by hand: nobody writes it any more, for its version would begin again. */
  readonly removed: boolean;
  readonly at: number;
}

/** What the writers did, in the order of the acknowledgements: all that the oracle goes by. */
export class Journal {
  readonly #entries = new Map<string, Entry[]>();
  readonly #known = new Map<string, Known>();
  writes = 0;

  note(key: string, entry: Entry, removed = false): void {
    const entries = this.#entries.get(key) ?? [];
    if (!entries.length) this.#entries.set(key, entries);
    entries.push(entry);
    const { version, attributes, at } = entry;
    this.#known.set(key, { version, attributes, removed, at });
    this.writes += 1;
  }

  known(key: string): Known | undefined {
    return this.#known.get(key);
  }

  keys(): IterableIterator<string> {
    return this.#entries.keys();
  }

  of(key: string): readonly Entry[] {
    return this.#entries.get(key) ?? [];
  }

  /** Forgets what no comparison can ask for any more: all but an item's last entries. */
  prune(keep: number): void {
    for (const entries of this.#entries.values())
      if (entries.length > 2 * keep) entries.splice(0, entries.length - keep);
  }
}
