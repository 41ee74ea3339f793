import jsonata from 'jsonata';

/** Far above the 256 KiB that a state may give, far below what hurts: no text or list inside an expression grows beyond. */
const MOST_CHARACTERS = 1_000_000;
const MOST_ITEMS = 1_000_000;

/** A function of JSONata itself. */
interface Builtin {
  implementation(...args: unknown[]): unknown;
}

const builtins = new Map<string, Promise<Builtin>>();

function builtin(name: string): Promise<Builtin> {
  const known = builtins.get(name) ?? (jsonata(`$${name}`).evaluate(undefined) as Promise<Builtin>);
  builtins.set(name, known);
  return known;
}

const lengthOf = (value: unknown): number => (typeof value === 'string' || Array.isArray(value) ? value.length : 1);

/** What AWS says when an expression makes too large a value. */
export const MEMORY_LIMIT = 'Expression evaluation memory limit exceeded';

function check(size: number, most: number): void {
  if (size > most) throw new Error(MEMORY_LIMIT);
}

/** The functions whose result can be far larger than their arguments, with their signatures, and how large it will be. */
const GROWING: readonly [name: string, signature: string, most: number, size: (args: unknown[]) => number][] = [
  [
    'join',
    '<a<s>s?:s>',
    MOST_CHARACTERS,
    ([items, separator]) => joined(items) + lengthOf(items) * lengthOf(separator ?? ''),
  ],
  ['pad', '<s-ns?:s>', MOST_CHARACTERS, ([, width]) => Math.abs(Number(width))],
  [
    'replace',
    '<s-(sf)(sf)n?:s>',
    MOST_CHARACTERS * 10,
    ([text, , by]) => (typeof by === 'string' ? (lengthOf(text) + 1) * (by.length + 1) : 0),
  ],
  ['append', '<xx:a>', MOST_ITEMS, ([left, right]) => lengthOf(left) + lengthOf(right)],
];

const joined = (items: unknown): number =>
  Array.isArray(items) ? items.reduce<number>((sum, item) => sum + lengthOf(item), 0) : lengthOf(items);

/**
 * Keeps an expression from making huge values. A single huge allocation would end the whole process, even from a thread with a limited
 * heap, and a time box sees it too late.
 *
 * @returns to be called before each evaluation: what ranges make is counted over a whole evaluation, for ranges of ranges are huge
 * although none of them is
 */
export function guard(expression: jsonata.Expression): () => void {
  for (const [name, signature, most, size] of GROWING) {
    const guarded = async function (this: unknown, ...args: unknown[]): Promise<unknown> {
      check(size(args), most);
      return (await builtin(name)).implementation.apply(this, args);
    };
    expression.registerFunction(name, guarded, signature);
  }
  expression.assign(CHECKED, (text: unknown) => {
    check(lengthOf(text), MOST_CHARACTERS);
    return text;
  });
  let ranged = 0;
  expression.assign(COUNTED, (range: unknown) => {
    ranged += lengthOf(range);
    check(ranged, MOST_ITEMS);
    return range;
  });
  guardOperators(expression.ast());
  return () => {
    ranged = 0;
  };
}

const CHECKED = 'penstock text of bounded length';
const COUNTED = 'penstock range that is counted';
const GUARDED = new Map([
  ['&', CHECKED],
  ['..', COUNTED],
]);

/**
 * Puts a check around each `&` and each `..`, in the very tree that JSONata evaluates: a text can thus at most double once
 * beyond the bound.
 */
function guardOperators(node: unknown): void {
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return;
  for (const inner of Object.values(node)) guardOperators(inner);
  const { type, value, position } = node as { type?: unknown; value?: unknown; position?: unknown };
  const check = type === 'binary' ? GUARDED.get(String(value)) : undefined;
  if (!check) return;
  const operation = { ...node };
  for (const key of Object.keys(node)) Reflect.deleteProperty(node, key);
  const procedure = { type: 'variable', value: check, position };
  // in a block, because `~>` would take a bare call on its right for one that still lacks its first argument
  const call = { type: 'function', value: '(', position, arguments: [operation], procedure };
  Object.assign(node, { type: 'block', value: '(', position, expressions: [call] });
}
