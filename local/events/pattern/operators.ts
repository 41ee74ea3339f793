import { anythingBut } from './anything-but.ts';
import { invalidPattern } from './errors.ts';
import { parseCidr } from './ip.ts';
import type { JsonNode } from './json.ts';
import {
  equalsIgnoreCase,
  exactly,
  inCidr,
  prefix,
  prefixIgnoreCase,
  present,
  suffix,
  suffixIgnoreCase,
  type Test,
} from './matchers.ts';
import { numeric } from './numeric.ts';
import { failure, type PatternSource, text } from './source.ts';
import { wildcard } from './wildcard-operator.ts';

type ObjectNode = JsonNode & { kind: 'object' };

/** `{"exists": false}` is not a test of a value; it is told apart by this mark. */
export const ABSENT = Symbol('absent');

const ONE_KEY = 'Only one key allowed in match expression';
/** Compiles one match expression, such as `{"prefix": "a"}`. */
export function compileExpression(node: ObjectNode, source: PatternSource): Test | typeof ABSENT {
  const fail = failure(source);
  const [name, value] = node.entries[0] ?? fail('Match expression name not found', node);
  if (source.dialect === 'pipes' && (name === 'wildcard' || name === 'cidr')) {
    return fail(`Unrecognized match type ${name}`, value);
  }
  const compile = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!compile) return fail(`Unrecognized match type ${name}`, value);
  const test = compile(value, source);
  if (node.entries.length > 1) {
    const second = node.entries[1]?.[1] ?? node;
    fail(name === 'numeric' || name === 'anything-but' ? 'Too many elements in numeric expression' : ONE_KEY, second);
  }
  return test;
}

const OPERATORS: Record<string, (value: JsonNode, source: PatternSource) => Test | typeof ABSENT> = {
  exactly: (value, source) => exactly(text(value, source, 'exact match pattern must be a string')),
  prefix: (value, source) =>
    value.kind === 'object'
      ? prefixIgnoreCase(ignoringCase(value, source, 'Prefix', 'prefix'))
      : prefix(text(value, source, 'prefix match pattern must be a string')),
  suffix: (value, source) =>
    value.kind === 'object'
      ? suffixIgnoreCase(ignoringCase(value, source, 'Suffix', 'suffix'))
      : suffix(text(value, source, 'suffix match pattern must be a string')),
  'equals-ignore-case': (value, source) =>
    equalsIgnoreCase(text(value, source, 'equals-ignore-case match pattern must be a string')),
  wildcard: (value, source) => wildcard(value, source),
  cidr: (value, source) => cidr(text(value, source, 'prefix match pattern must be a string')),
  exists: (value, source) => exists(value, source),
  numeric: (value, source) => numeric(value, source),
  'anything-but': (value, source) => anythingBut(value, source),
};

function ignoringCase(value: ObjectNode, source: PatternSource, title: string, name: string): string {
  const fail = failure(source);
  const [operator, inner] = value.entries[0] ?? fail(`${title} expression name not found`, value);
  if (operator !== 'equals-ignore-case') fail(`Unsupported ${name} pattern: ${operator}`, inner);
  const wanted = text(inner, source, 'equals-ignore-case match pattern must be a string');
  return value.entries.length > 1 ? fail(ONE_KEY, inner) : wanted;
}

function cidr(pattern: string): Test {
  const range = parseCidr(pattern);
  if (typeof range === 'string') throw invalidPattern(range);
  return inCidr(range);
}

function exists(value: JsonNode, source: PatternSource): Test | typeof ABSENT {
  if (value.kind === 'literal' && value.value === true) return present;
  if (value.kind === 'literal' && value.value === false) return ABSENT;
  return failure(source)('exists match pattern must be either true or false.', value);
}
