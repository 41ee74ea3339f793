/** The nodes of JSONata's syntax tree, as far as they matter here. */
interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly procedure?: Node;
  readonly arguments?: readonly Node[];
  readonly body?: unknown;
}

/** Functions whose cost grows with a number rather than with the size of their input. */
const HEAVY = new Set(['pad', 'formatNumber', 'eval', 'reduce']);

/** Functions that call a lambda once an item, so that a lambda given to them cannot feed on its own results. */
const EACH = new Set(['map', 'filter', 'each', 'sift', 'single', 'sort']);

/** One run of simple characters, classes and single repetitions cannot backtrack over itself. */
const SIMPLE_REGEX =
  /^\^?(?:\\[^\d]|\[[^\]\\]*\]|[^\\()[\]{}*+?|])*[*+?]?(?:\\[^\d]|\[[^\]\\]*\]|[^\\()[\]{}*+?|])*\$?$/;

/**
 * True if the expression may be evaluated on the main thread. JSONata looks at its time box whenever it evaluates a node, so long loops end
 * in time; what runs inside a single node does not: a regular expression that backtracks, a range, a padding, or whatever is done with a
 * value that recursion has made huge.
 */
export function isLight(node: unknown): boolean {
  if (node instanceof RegExp) return SIMPLE_REGEX.test(node.source);
  if (Array.isArray(node)) return node.every(isLight);
  if (typeof node !== 'object' || node === null) return true;
  const { type, value } = node as Node;
  if (type === 'lambda') return false;
  if (type === 'function') return isLightCall(node as Node);
  if (type === 'binary' && value === '..') return false;
  if (type === 'variable' && typeof value === 'string' && HEAVY.has(value)) return false;
  return Object.values(node).every(isLight);
}

function isLightCall({ procedure, arguments: given = [] }: Node): boolean {
  const each = procedure?.type === 'variable' && EACH.has(String(procedure.value));
  return isLight(procedure) && given.every((one) => (each && one.type === 'lambda' ? isLight(one.body) : isLight(one)));
}
