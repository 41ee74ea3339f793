/** The nodes of JSONata's syntax tree, as far as they matter here. */
interface Node {
  readonly type?: string;
  readonly value?: unknown;
}

/** Functions whose cost grows with a number rather than with the size of their input. */
const HEAVY = new Set(['pad', 'formatNumber', 'eval']);

/** One run of simple characters, classes and single repetitions cannot backtrack over itself. */
const SIMPLE_REGEX =
  /^\^?(?:\\[^\d]|\[[^\]\\]*\]|[^\\()[\]{}*+?|])*[*+?]?(?:\\[^\d]|\[[^\]\\]*\]|[^\\()[\]{}*+?|])*\$?$/;

/**
 * True if the expression may be evaluated on the main thread. JSONata looks at its time box whenever it evaluates a node, so loops and
 * recursion written in the expression end in time; what runs inside a single node does not: a regular expression that backtracks,
 * a range, a padding.
 */
export function isLight(node: unknown): boolean {
  if (node instanceof RegExp) return SIMPLE_REGEX.test(node.source);
  if (Array.isArray(node)) return node.every(isLight);
  if (typeof node !== 'object' || node === null) return true;
  const { type, value } = node as Node;
  if (type === 'binary' && value === '..') return false;
  if (type === 'variable' && typeof value === 'string' && HEAVY.has(value)) return false;
  return Object.values(node).every(isLight);
}
