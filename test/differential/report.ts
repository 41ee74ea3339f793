/** What one comparison found: each kind of difference once, with its first example. */
export interface Report {
  readonly oracle: string;
  readonly seed: number;
  readonly operations: number;
  readonly different: number;
  readonly kinds: readonly Difference[];
}

export interface Difference {
  readonly kind: string;
  readonly count: number;
  readonly question: unknown;
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** Collects differences by kind. */
export class Differences {
  readonly #kinds = new Map<string, Difference>();

  note(kind: string, question: unknown, ours: unknown, theirs: unknown): void {
    const before = this.#kinds.get(kind);
    this.#kinds.set(kind, before ? { ...before, count: before.count + 1 } : { kind, count: 1, question, ours, theirs });
  }

  report(oracle: string, seed: number, operations: number): Report {
    const kinds = [...this.#kinds.values()].sort((one, other) => other.count - one.count);
    return { oracle, seed, operations, different: kinds.reduce((sum, { count }) => sum + count, 0), kinds };
  }
}

/** What a comparison is told: how many operations, and which. */
export interface Task {
  readonly operations: number;
  readonly seed: number;
}
