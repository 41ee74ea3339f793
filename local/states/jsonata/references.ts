/** What `$states` holds beyond `input` and `context` where an expression stands. */
export interface Available {
  readonly result?: boolean;
  readonly errorOutput?: boolean;
}

/** A node of JSONata's syntax tree, as far as it matters here. */
interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  readonly [part: string]: unknown;
}

/**
 * What an expression refers to and must not. It is evaluated without a context: a path that begins neither with `$states` nor with a
 * variable reads what does not exist, and AWS refuses it when the definition is made.
 */
export function foreignReferences(ast: unknown, given: Available): string[] {
  const found = new Set<string>();
  walk(ast, true, given, found);
  return [...found];
}

/** @param top the node is evaluated against the context of the whole expression, which is none */
function walk(node: unknown, top: boolean, given: Available, found: Set<string>): void {
  if (Array.isArray(node)) for (const one of node) walk(one, top, given, found);
  if (!isNode(node)) return;
  if (node.type === 'path') {
    walkPath(node.steps ?? [], top, given, found);
    walk(node.group, false, given, found);
    return;
  }
  note(node, top, found);
  for (const [part, inner] of Object.entries(node)) {
    if (typeof inner === 'object' && !UNEVALUATED.has(part))
      walk(inner, top && !(INNER.has(part) || node.type === 'transform'), given, found);
  }
}

/** Parts that are evaluated against what the node gives, not against its context. */
const INNER = new Set(['predicate', 'stages', 'group', 'terms']);
/** Parts that only name things: the parameters of a lambda are under `arguments` too, and are variables. */
const UNEVALUATED = new Set(['signature', 'ancestor', 'slot', 'tuple', 'thunk']);

function walkPath(steps: readonly Node[], top: boolean, given: Available, found: Set<string>): void {
  const [first, second] = steps;
  if (first?.type === 'variable' && first.value === 'states' && second?.type === 'name') {
    const field = String(second.value);
    if ((field === 'result' && !given.result) || (field === 'errorOutput' && !given.errorOutput))
      found.add(`Field '$states.${field}' does not exist.`);
  }
  for (const [index, step] of steps.entries()) walk(step, top && index === 0, given, found);
}

function note({ type, value }: Node, top: boolean, found: Set<string>): void {
  if (type === 'variable' && value === '$') found.add("Reference to '$$' is not supported.");
  if (!top) return;
  const name = type === 'variable' && value === '' ? '$' : isBare(type) ? String(value) : undefined;
  if (name !== undefined) found.add(`Reference to '${name}' at the top level is not supported.`);
}

const isBare = (type: string | undefined): boolean => type === 'name' || type === 'wildcard' || type === 'descendant';

const isNode = (node: unknown): node is Node =>
  typeof node === 'object' && node !== null && !Array.isArray(node) && !(node instanceof RegExp);
