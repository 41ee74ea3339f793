import type { SeedResult } from './simulate.ts';

/** A line at least this long after the one before: a log that nobody watches stays short. */
const EVERY_MS = 10_000;

/** Says on stderr how far a run is: stdout is for its result. */
export class Progress {
  readonly #seeds: number;
  readonly #begin = performance.now();
  #told = this.#begin;
  #done = 0;
  #events = 0;

  constructor(seeds: number) {
    this.#seeds = seeds;
  }

  tell({ events }: Pick<SeedResult, 'events'>): void {
    this.#done += 1;
    this.#events += events;
    const now = performance.now();
    if (now - this.#told < EVERY_MS && this.#done < this.#seeds) return;
    this.#told = now;
    const perSecond = Math.round(this.#events / ((now - this.#begin) / 1000));
    const left = Math.round(((now - this.#begin) / this.#done / 1000) * (this.#seeds - this.#done));
    process.stderr.write(
      `${this.#done}/${this.#seeds} seeds, ${this.#events} events, ${perSecond}/s, ${left} s left\n`,
    );
  }
}
