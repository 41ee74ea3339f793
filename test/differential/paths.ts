import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../local/states/json.ts';
import { parsePath } from '../../local/states/jsonpath/parse.ts';
import { readValue } from '../../local/states/jsonpath/read.ts';
import { seeded } from '../durability/random.ts';
import { JavaOracle } from './java.ts';
import { Differences, type Report, type Task } from './report.ts';

const BATCH = 500;

/** Reads random paths out of random documents here and with Jayway JsonPath, the library that Step Functions uses. */
export async function comparePaths({ operations, seed }: Task): Promise<Report> {
  const oracle = new JavaOracle();
  const differences = new Differences();
  const draw = new Draw(seeded(seed));
  for (let done = 0; done < operations; done += BATCH) {
    const pairs = Array.from({ length: Math.min(BATCH, operations - done) }, () => draw.pair());
    const theirs = await oracle.ask(pairs);
    for (const [index, pair] of pairs.entries()) {
      const ours = value(pair.path, pair.document);
      const { value: found = null, refused } = theirs[index] ?? {};
      if (refused?.includes('can not be applied to primitives')) continue;
      if (!isDeepStrictEqual(ours, found)) differences.note(shapeOf(pair.path), pair, ours, refused ?? found);
    }
  }
  oracle.stop();
  return differences.report('jayway', seed, operations);
}

/** What a path names. As AWS's recordings show, Step Functions lets Jayway answer null, or no nodes, where it finds nothing. */
function value(path: string, document: Json): Json {
  const roots = { input: document, context: () => null, variable: () => undefined };
  return readValue(parsePath(path), roots) ?? null;
}

/** A path without its names and numbers. */
const shapeOf = (path: string): string => path.replace(/[a-d]\b/g, 'n').replace(/\d+/g, '0');

class Draw {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  pair(): { path: string; document: Json } {
    return { path: this.#path(), document: this.#value(0) };
  }

  #one<T>(of: readonly T[]): T {
    return of[Math.floor(this.#random() * of.length)] as T;
  }

  #some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: Math.floor(this.#random() * (most + 1)) }, make);
  }

  #value(depth: number): Json {
    if (depth > 3 || (depth > 0 && this.#random() < 0.4))
      return this.#one<Json>([1, 2, 3.5, -1, 'x', 'y', '', true, false, null]);
    if (this.#random() < 0.4) return this.#some(4, () => this.#value(depth + 1));
    return Object.fromEntries(this.#some(4, () => [this.#one(['a', 'b', 'c', 'd']), this.#value(depth + 1)]));
  }

  #path(): string {
    // a second look at the nodes of `..*` and slices from the end to the start are oddities of the peer's own
    const path = `$${this.#some(3, () => this.#step()).join('')}`;
    return /\.\.\*.|\[-1:\d|\d?:-1\]/.test(path) ? '$' : path;
  }

  #step(): string {
    const name = this.#one(['a', 'b', 'c', 'd']);
    const n = () => this.#one([0, 1, 2, -1, 3]);
    const operator = this.#one(['==', '!=', '<', '<=', '>', '>=']);
    const literal = this.#one(['1', '2', "'x'", 'true', 'false', 'null', '-1', '3.5']);
    return this.#one([
      `.${name}`,
      `['${name}']`,
      `[${n()}]`,
      `[${n()}:${n()}]`,
      `[:${n()}]`,
      `[${n()}:]`,
      `[${n()},${n()}]`,
      '[*]',
      '.*',
      `..${name}`,
      '..*',
      `['${name}','b']`,
      `[?(@.${name})]`,
      `[?(@.${name} ${operator} ${literal === 'null' ? '1' : literal})]`,
      `[?(@ ${operator} ${literal})]`,
      `[?(@.${name} == 1 || @.b == 2)]`,
      `[?(@.${name} > 0 && @.b < 3)]`,
      `[?(!@.${name})]`,
      `[?(@.${name} in [1, 2, 'x'])]`,
    ]);
  }
}
