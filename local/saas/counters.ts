/** How a vendor was called since the start. */
export interface Counts {
  readonly calls: number;
  /** Calls that are being answered now. */
  readonly inFlight: number;
  /** The most that were answered at once. */
  readonly peak: number;
  readonly byOperation: Readonly<Record<string, number>>;
  /** `0` counts those that got no answer. */
  readonly byStatus: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
}

export class Counters {
  #calls = 0;
  #inFlight = 0;
  #peak = 0;
  readonly #byOperation = new Map<string, number>();
  readonly #byStatus = new Map<string, number>();
  readonly #faults = new Map<string, number>();

  /** A call begins; returns how many there are now. */
  begin(): number {
    this.#calls += 1;
    this.#inFlight += 1;
    this.#peak = Math.max(this.#peak, this.#inFlight);
    return this.#inFlight;
  }

  end(operation: string, status: number): void {
    this.#inFlight -= 1;
    raise(this.#byOperation, operation);
    raise(this.#byStatus, String(status));
  }

  fault(kind: string): void {
    raise(this.#faults, kind);
  }

  read(): Counts {
    return {
      calls: this.#calls,
      inFlight: this.#inFlight,
      peak: this.#peak,
      byOperation: Object.fromEntries(this.#byOperation),
      byStatus: Object.fromEntries(this.#byStatus),
      faults: Object.fromEntries(this.#faults),
    };
  }

  /** Forgets the past, but not what is in flight. */
  reset(): void {
    this.#calls = 0;
    this.#peak = this.#inFlight;
    for (const counts of [this.#byOperation, this.#byStatus, this.#faults]) counts.clear();
  }
}

const raise = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
