const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/** `java.util.Random`, whose numbers AWS gives under a seed: https://docs.oracle.com/javase/8/docs/api/java/util/Random.html */
export class SeededRandom {
  #state: bigint;

  constructor(seed: number) {
    this.#state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK;
  }

  #next(bits: number): number {
    this.#state = (this.#state * MULTIPLIER + 0xbn) & MASK;
    return Number(this.#state >> BigInt(48 - bits));
  }

  /** A number in [0, 1). */
  fraction(): number {
    return (this.#next(26) * 2 ** 27 + this.#next(27)) / 2 ** 53;
  }

  /** A whole number in [0, `bound`); numbers of the last, incomplete range are drawn again. */
  below(bound: number): number {
    if (bound > 2 ** 31) return Math.floor(this.fraction() * bound);
    const complete = 2 ** 31 - (2 ** 31 % bound);
    if (Number.isInteger(Math.log2(bound))) return Math.floor((bound * this.#next(31)) / 2 ** 31);
    let drawn = this.#next(31);
    while (drawn >= complete) drawn = this.#next(31);
    return drawn % bound;
  }
}
