import { isDeepStrictEqual } from 'node:util';
import jsonata from 'jsonata';
import { SystemClock } from '../../local/clock.ts';
import type { Json } from '../../local/states/json.ts';
import { Evaluator } from '../../local/states/jsonata/evaluator.ts';
import { seeded } from '../durability/random.ts';
import { Differences, type Report, type Task } from './report.ts';

/** Evaluates random expressions in our isolation (time boxes, guards, threads) and with the library alone. */
export async function compareExpressions({ operations, seed }: Task): Promise<Report> {
  const evaluator = new Evaluator(new SystemClock());
  const differences = new Differences();
  const draw = new Draw(seeded(seed));
  for (let n = 0; n < operations; n += 1) {
    const text = draw.expression(0);
    const bindings = { states: { input: draw.value(0) } };
    const [ours, theirs] = await Promise.all([isolated(evaluator, text, bindings), alone(text, bindings)]);
    if (!isDeepStrictEqual(ours, theirs)) differences.note(text.replace(/\w+/g, 'n'), { text, bindings }, ours, theirs);
  }
  await evaluator.stop();
  return differences.report('jsonata', seed, operations);
}

async function isolated(evaluator: Evaluator, text: string, bindings: object): Promise<unknown> {
  try {
    const value = await evaluator.expression(text, 'Output', structuredClone(bindings) as Record<string, unknown>);
    return JSON.parse(JSON.stringify(value));
  } catch {
    return 'failed';
  }
}

/** What Step Functions takes of a result: JSON, and no function or undefined. */
async function alone(text: string, bindings: object): Promise<unknown> {
  try {
    const value = await jsonata(text).evaluate(undefined, structuredClone(bindings));
    return value === undefined || typeof value === 'function' ? 'failed' : JSON.parse(JSON.stringify(value));
  } catch {
    return 'failed';
  }
}

class Draw {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  #one<T>(of: readonly T[]): T {
    return of[Math.floor(this.#random() * of.length)] as T;
  }

  value(depth: number): Json {
    if (depth > 2 || (depth > 0 && this.#random() < 0.4))
      return this.#one<Json>([0, 1, 2.5, -3, 'x', 'yz', '', true, false, null]);
    const items = Array.from({ length: Math.floor(this.#random() * 4) }, () => this.value(depth + 1));
    return this.#random() < 0.4 ? items : Object.fromEntries(items.map((item) => [this.#one(['a', 'b', 'c']), item]));
  }

  expression(depth: number): string {
    const inner = () => this.expression(depth + 1);
    const leaf = this.#one([
      '$states.input',
      '$states.input.a',
      '$states.input.b.c',
      '$states.input.*',
      '$states.input[0]',
      '1',
      '2.5',
      "'x'",
      'true',
      'null',
      '[1, 2, 3]',
      '[1..5]',
      "{'a': 1}",
    ]);
    if (depth > 2 || this.#random() < 0.25) return leaf;
    return this.#one([
      () =>
        `(${inner()} ${this.#one(['+', '-', '*', '/', '%', '&', '=', '!=', '<', '>=', 'and', 'or', 'in'])} ${inner()})`,
      () => `${leaf}[${inner()}]`,
      () => `(${inner()}).${this.#one(['a', 'b', '$string()', "{'k': $}"])}`,
      () =>
        `$${this.#one(['sum', 'count', 'max', 'string', 'number', 'boolean', 'keys', 'reverse', 'distinct', 'exists', 'type', 'length', 'uppercase', 'not', 'abs', 'sort'])}(${inner()})`,
      () => `$map(${inner()}, function($v, $i) { $v & $string($i) })`,
      () => `$filter(${inner()}, function($v) { $v > 1 })`,
      () => `$reduce(${inner()}, function($a, $b) { $a & $b })`,
      () => `(${inner()} ? ${inner()} : ${inner()})`,
      () => `($x := ${inner()}; [$x, $x])`,
      () => `$append(${inner()}, ${inner()})`,
      () => `$merge([${inner()}, ${inner()}])`,
      () => `${leaf}^(${this.#one(['a', '>b', '$'])})`,
      () => `$contains(${inner()}, 'x')`,
      () => `$split($string(${inner()}), ',')`,
      () => `{'k': ${inner()}, 'l': [${inner()}]}`,
      () => `${inner()} ~> $string`,
    ])();
  }
}
