/** The nodes of JSONata's syntax tree, as far as they matter here. */
export interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly [field: string]: unknown;
}

/** Functions whose cost grows with a number or a pattern rather than with the size of their input. */
const HEAVY = new Set([
  'map',
  'filter',
  'reduce',
  'single',
  'sift',
  'each',
  'sort',
  'match',
  'replace',
  'split',
  'contains',
  'pad',
  'zip',
  'range',
  'spread',
  'join',
  'formatNumber',
  'formatInteger',
  'fromMillis',
  'toMillis',
  'now',
  'eval',
  'clone',
  'shuffle',
]);

const HEAVY_TYPES = new Set(['lambda', 'regex', 'descendant', 'transform', 'partial', 'sort', 'parent']);

/**
 * True if the expression may be evaluated on the main thread: it defines no function, uses no regular expression, range or
 * descent, and calls nothing heavy, so that its cost is bounded by its length and the size of its input.
 */
export function isLight(node: unknown): boolean {
  if (Array.isArray(node)) return node.every(isLight);
  if (typeof node !== 'object' || node === null) return true;
  const { type, value } = node as Node;
  if (node instanceof RegExp || (type !== undefined && HEAVY_TYPES.has(type))) return false;
  if (type === 'binary' && value === '..') return false;
  if (type === 'variable' && typeof value === 'string' && HEAVY.has(value)) return false;
  return Object.entries(node).every(([, inner]) => isLight(inner));
}
