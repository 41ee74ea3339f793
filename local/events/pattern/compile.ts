import { invalidAt } from './errors.ts';
import { type FieldPath, fieldPath } from './event-view.ts';
import { parseIp } from './ip.ts';
import { type JsonNode, parsePatternJson } from './json.ts';
import { exactly, type FieldPattern, inCidr, type Test } from './matchers.ts';
import { comparableNumber } from './numbers.ts';
import { ABSENT, compileExpression } from './operators.ts';
import type { Dialect, PatternSource } from './source.ts';

/** All of these fields must match. `$or` makes several branches of one pattern. */
export interface Branch {
  /** In the order of the fields' names, as EventBridge goes through them. */
  readonly fields: readonly { readonly path: FieldPath; readonly pattern: FieldPattern }[];
}

type Fields = Map<string, { path: FieldPath; pattern: FieldPattern }>;

/** Field names that may not stand inside `$or`, since they are, or may become, operators. */
const RESERVED = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric', 'cidr'],
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case', 'date-after', 'date-on-or-after'],
  ...['date-before', 'date-on-or-before', 'in-date-range', 'ip-address-in-range', 'ip-address-not-in-range'],
]);

/** `$or` multiplies; beyond this the pattern is refused, as AWS refuses more than 1,000 combinations. */
const MOST_BRANCHES = 1000;

/** Compiles the text of a pattern to its branches: the event matches if any branch does. */
export function compileBranches(text: string, dialect: Dialect = 'eventbridge'): Branch[] {
  const source = { text, dialect };
  const root = parsePatternJson(text);
  if (root.kind !== 'object') throw invalidAt('Filter is not an object', text, root.at);
  const branches = addObject([new Map()], [], root, source, false);
  return branches.map((fields) => ({
    fields: [...fields.values()].sort((a, b) => (a.path.name < b.path.name ? -1 : 1)),
  }));
}

function addObject(
  branches: Fields[],
  path: readonly string[],
  node: JsonNode & { kind: 'object' },
  source: PatternSource,
  insideOr: boolean,
): Fields[] {
  let current = branches;
  for (const [name, value] of node.entries) {
    if (name === '$or') {
      current = addOr(current, path, value, source);
      continue;
    }
    if (insideOr && RESERVED.has(name)) {
      throw invalidAt(`${name} is Ruler reserved fieldName which cannot be used inside $or.`, source.text, value.at);
    }
    if (value.kind === 'object') current = addObject(current, [...path, name], value, source, insideOr);
    else if (value.kind === 'array') addField(current, [...path, name], value, source);
    else throw invalidAt(`"${name}" must be an object or an array`, source.text, value.at);
  }
  if (node.entries.length === 0) throw invalidAt('Empty objects are not allowed', source.text, node.at + 1);
  return current;
}

function addOr(branches: Fields[], path: readonly string[], node: JsonNode, source: PatternSource): Fields[] {
  if (node.kind !== 'array') throw invalidAt('It must be an Array followed with $or.', source.text, node.at);
  const all: Fields[] = [];
  for (const item of node.items) {
    if (item.kind !== 'object') {
      throw invalidAt('Only JSON object is allowed in array of $or relationship.', source.text, item.at);
    }
    const copies = branches.map((fields) => new Map(fields));
    all.push(...addObject(copies, path, item, source, true));
    if (all.length > MOST_BRANCHES)
      throw invalidAt('Rule is too complex - too many $or combinations', source.text, item.at);
  }
  if (node.items.length < 2) {
    throw invalidAt('There must have at least 2 Objects in $or relationship.', source.text, node.at);
  }
  return all;
}

/** A field that is named twice counts as it was named last. */
function addField(
  branches: Fields[],
  steps: readonly string[],
  node: JsonNode & { kind: 'array' },
  source: PatternSource,
): void {
  const path = fieldPath(steps);
  const pattern = compileField(node, source);
  for (const fields of branches) fields.set(path.name, { path, pattern });
}

function compileField(node: JsonNode & { kind: 'array' }, source: PatternSource): FieldPattern {
  const tests: Test[] = [];
  const strings = new Set<string>();
  let absent = false;
  for (const item of node.items) {
    if (item.kind === 'string') addText(item.value, strings, tests);
    else if (item.kind === 'array') {
      throw invalidAt('Match value must be String, number, true, false, or null', source.text, item.at);
    } else if (item.kind === 'object') {
      const test = compileExpression(item, source);
      if (test === ABSENT) absent = true;
      else tests.push(test);
    } else
      tests.push(exactly(item.kind === 'number' ? (comparableNumber(item.text) ?? Number(item.text)) : item.value));
  }
  if (node.items.length === 0) throw invalidAt('Empty arrays are not allowed', source.text, node.at + 1);
  return { tests, strings, absent };
}

/** A text that is an IP address matches every spelling of that address. */
function addText(text: string, strings: Set<string>, tests: Test[]): void {
  strings.add(text);
  const ip = parseIp(text);
  if (ip) tests.push(inCidr({ bits: ip.bits, lowest: ip.value, highest: ip.value }));
}
