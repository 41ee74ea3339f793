import { isDeepStrictEqual } from 'node:util';
import { isAwsError } from '../../local/cloud.ts';
import { compilePattern } from '../../local/events/pattern/pattern.ts';
import { seeded } from '../durability/random.ts';
import { JavaOracle } from './java.ts';
import { Differences, type Report, type Task } from './report.ts';

const BATCH = 500;

/** Matches random patterns with random events here and in event-ruler, the library that EventBridge itself uses. */
export async function comparePatterns({ operations, seed }: Task): Promise<Report> {
  const oracle = new JavaOracle();
  const differences = new Differences();
  const draw = new Draw(seeded(seed));
  for (let done = 0; done < operations; done += BATCH) {
    const pairs = Array.from({ length: Math.min(BATCH, operations - done) }, () => draw.pair());
    const theirs = await oracle.ask(pairs.map(({ pattern, event }) => ({ pattern, event })));
    for (const [index, pair] of pairs.entries()) {
      const ours = verdict(pair.pattern, pair.event);
      const { value, refused } = theirs[index] ?? {};
      const other = refused === undefined ? value : 'refused';
      if (!isDeepStrictEqual(ours, other)) differences.note(`${ours} | ${other}`, pair, ours, refused ?? value);
    }
  }
  oracle.stop();
  return differences.report('event-ruler', seed, operations);
}

function verdict(pattern: string, event: string): boolean | 'refused' {
  try {
    return compilePattern(pattern)(JSON.parse(event));
  } catch (error) {
    if (!isAwsError(error)) throw error;
    return 'refused';
  }
}

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** Draws patterns and events over few names and values, so that they meet. */
class Draw {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  pair(): { pattern: string; event: string } {
    return { pattern: JSON.stringify(this.#pattern(0)), event: JSON.stringify(this.#event(0)) };
  }

  #one<T>(of: readonly T[]): T {
    return of[Math.floor(this.#random() * of.length)] as T;
  }

  #some<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: least + Math.floor(this.#random() * (most - least + 1)) }, make);
  }

  #fields(make: () => Json): { [name: string]: Json } {
    return Object.fromEntries(this.#some(1, 3, () => [this.#one(['a', 'b', 'c', 'd.e']), make()] as const));
  }

  #event(depth: number): Json {
    return this.#fields(() => {
      const draw = this.#random();
      if (depth < 2 && draw < 0.3) return this.#event(depth + 1);
      if (draw < 0.45)
        return this.#some(0, 3, () => (depth < 2 && this.#random() < 0.3 ? this.#event(depth + 1) : this.#scalar()));
      return this.#scalar();
    });
  }

  #scalar(): Json {
    return this.#one<Json>([
      'x',
      'xy',
      'X',
      'axb',
      '',
      'é',
      '10.0.0.7',
      '1',
      1,
      1.0,
      -3.5,
      100,
      1e3,
      true,
      false,
      null,
    ]);
  }

  #pattern(depth: number): Json {
    const fields = this.#fields(() =>
      depth < 2 && this.#random() < 0.35 ? this.#pattern(depth + 1) : this.#some(1, 2, () => this.#leaf()),
    );
    if (this.#random() < 0.15) fields.$or = this.#some(2, 3, () => this.#pattern(2));
    return fields;
  }

  #leaf(): Json {
    if (this.#random() < 0.4) return this.#scalar();
    const text = () => this.#one(['x', 'xy', 'a', 'b', 'Y', 'é', '']);
    const number = () => this.#one([0, 1, -3.5, 100, 1000]);
    const anything: Json[] = [
      this.#scalar(),
      this.#some(1, 2, () => text()),
      this.#some(1, 2, () => number()),
      { prefix: text() },
      { suffix: text() },
      { prefix: this.#some(1, 2, () => text()) },
      { 'equals-ignore-case': text() },
      { wildcard: `${text()}*${text()}` },
    ];
    return this.#one<Json>([
      { prefix: text() },
      { suffix: text() },
      { prefix: { 'equals-ignore-case': text() } },
      { suffix: { 'equals-ignore-case': text() } },
      { 'equals-ignore-case': text() },
      { exists: this.#random() < 0.5 },
      { 'anything-but': this.#one(anything) },
      { numeric: [this.#one(['<', '<=', '>', '>=', '=']), number()] },
      { numeric: ['>', number(), '<=', number()] },
      { cidr: this.#one(['10.0.0.0/24', '10.0.0.7/32', '2001:db8::/33', '10.0.0.0/33']) },
      { wildcard: this.#one(['*', 'x*', '*b', 'a*b', '*x*', 'a\\*b', 'x**y']) },
      { [this.#one(['unknown', 'Prefix'])]: 'x' },
    ]);
  }
}
