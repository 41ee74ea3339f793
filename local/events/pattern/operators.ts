import { isAwsError } from '../../cloud.ts';
import { invalidAt, invalidPattern } from './errors.ts';
import { parseCidr } from './ip.ts';
import type { JsonNode } from './json.ts';
import {
  equalsIgnoreCase,
  exactly,
  inCidr,
  inNumericRange,
  noneOf,
  notIn,
  prefix,
  prefixIgnoreCase,
  present,
  suffix,
  suffixIgnoreCase,
  type Test,
  textual,
} from './matchers.ts';
import { comparableNumber, RANGE_MESSAGE } from './numbers.ts';
import { compileWildcard, parseWildcard } from './wildcard.ts';

/** A pattern under compilation: its text is quoted in errors, and Pipes knows fewer operators. */
export interface PatternSource {
  readonly text: string;
  readonly dialect: Dialect;
}

export type Dialect = 'eventbridge' | 'pipes';

type ObjectNode = JsonNode & { kind: 'object' };

/** `{"exists": false}` is not a test of a value; it is told apart by this mark. */
export const ABSENT = Symbol('absent');

const ONE_KEY = 'Only one key allowed in match expression';
const WHOLE_RANGE = {
  lowest: Number.NEGATIVE_INFINITY,
  openLowest: false,
  highest: Number.POSITIVE_INFINITY,
  openHighest: false,
};

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

const failure =
  (source: PatternSource) =>
  (reason: string, node: JsonNode): never => {
    throw invalidAt(reason, source.text, node.at);
  };

function text(value: JsonNode, source: PatternSource, otherwise: string): string {
  return value.kind === 'string' ? value.value : failure(source)(otherwise, value);
}

function ignoringCase(value: ObjectNode, source: PatternSource, title: string, name: string): string {
  const fail = failure(source);
  const [operator, inner] = value.entries[0] ?? fail(`${title} expression name not found`, value);
  if (operator !== 'equals-ignore-case') fail(`Unsupported ${name} pattern: ${operator}`, inner);
  const wanted = text(inner, source, 'equals-ignore-case match pattern must be a string');
  return value.entries.length > 1 ? fail(ONE_KEY, inner) : wanted;
}

function wildcard(value: JsonNode, source: PatternSource): Test {
  const pattern = text(value, source, 'wildcard match pattern must be a string');
  const segments = parseWildcard(pattern);
  if (typeof segments !== 'string') return textual(compileWildcard(segments));
  if (segments.startsWith('Rule is')) throw invalidPattern(segments);
  return failure(source)(segments, value);
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

function numeric(value: JsonNode, source: PatternSource): Test {
  const fail = failure(source);
  if (value.kind !== 'array') return fail('Value of numeric must be an array.', value);
  const [operator, bound, second, limit, ...more] = value.items;
  if (operator?.kind !== 'string')
    return fail(`Invalid member in numeric match: ${shown(operator)}`, operator ?? value);
  const first = operator.value;
  if (!['=', '<', '<=', '>', '>='].includes(first))
    fail(`Unrecognized numeric range operator: ${first}`, bound ?? operator);
  const number = numberOf(bound, source, `Value of ${first === '=' ? 'equals' : first} must be numeric`, operator);
  if (first === '=') return only(value, 2, source, inNumericRange({ ...WHOLE_RANGE, lowest: number, highest: number }));
  if (first.startsWith('<')) {
    return only(value, 2, source, inNumericRange({ ...WHOLE_RANGE, highest: number, openHighest: first === '<' }));
  }
  const lower = { ...WHOLE_RANGE, lowest: number, openLowest: first === '>' };
  if (!second) return inNumericRange(lower);
  if (second.kind !== 'string') return fail(`Bad value in numeric range: ${shown(second)}`, second);
  if (second.value !== '<' && second.value !== '<=') fail(`Bad numeric range operator: ${second.value}`, second);
  const highest = numberOf(limit, source, `Value of ${second.value} must be numeric`, second);
  if (more.length > 0) fail('Too many terms in numeric range expression', more[0] ?? value);
  if (number >= highest) fail('Bottom must be less than top', limit ?? value);
  return inNumericRange({ ...lower, highest, openHighest: second.value === '<' });
}

function only(value: JsonNode & { kind: 'array' }, count: number, source: PatternSource, test: Test): Test {
  const extra = value.items[count];
  return extra ? failure(source)('Too many elements in numeric expression', extra) : test;
}

function numberOf(node: JsonNode | undefined, source: PatternSource, otherwise: string, near: JsonNode): number {
  const fail = failure(source);
  if (node?.kind !== 'number') return fail(otherwise, node ?? near);
  return comparableNumber(node.text) ?? fail(RANGE_MESSAGE, node);
}

const shown = (node: JsonNode | undefined): string => {
  if (node?.kind === 'string') return node.value;
  return node?.kind === 'number' ? node.text : String(node?.kind === 'literal' ? node.value : (node?.kind ?? ']'));
};

function anythingBut(value: JsonNode, source: PatternSource): Test {
  if (value.kind === 'object') return anythingButExpression(value, source);
  if (value.kind === 'string') return notIn(new Set([value.value]));
  if (value.kind === 'number') return notIn(new Set([exclusion(value, source)]));
  if (value.kind === 'array') return anythingButList(value, source);
  return failure(source)('Value of anything-but must be an array or single string/number value.', value);
}

function exclusion(node: JsonNode & { kind: 'number' }, source: PatternSource): number {
  return comparableNumber(node.text) ?? failure(source)(RANGE_MESSAGE, node);
}

function anythingButList(value: JsonNode & { kind: 'array' }, source: PatternSource): Test {
  const fail = failure(source);
  const excluded = new Set<string | number>();
  const kinds = new Set<string>();
  for (const item of value.items) {
    if (item.kind === 'string') excluded.add(item.value);
    else if (item.kind === 'number') excluded.add(exclusion(item, source));
    else insideList(source, item, () => fail('Inside anything but list, start|null|boolean is not supported.', item));
    kinds.add(item.kind);
  }
  if (kinds.size !== 1) {
    fail(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
      value.items.at(-1) ?? value,
    );
  }
  return notIn(excluded);
}

const NEGATABLE: Record<
  string,
  { refusal: string; test: (node: JsonNode, source: PatternSource, refusal: string) => Test }
> = {
  prefix: {
    refusal: 'prefix/suffix match pattern must be a string',
    test: (node, source, refusal) => prefix(notEmpty(node, source, refusal)),
  },
  suffix: {
    refusal: 'prefix/suffix match pattern must be a string',
    test: (node, source, refusal) => suffix(notEmpty(node, source, refusal)),
  },
  'equals-ignore-case': {
    refusal: 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
    test: (node, source, refusal) => equalsIgnoreCase(text(node, source, refusal)),
  },
  wildcard: { refusal: 'wildcard match pattern must be a string', test: (node, source) => wildcard(node, source) },
};

function anythingButExpression(value: ObjectNode, source: PatternSource): Test {
  const fail = failure(source);
  const [operator, inner] = value.entries[0] ?? fail('Anything-But expression name not found', value);
  const negatable = source.dialect !== 'pipes' && Object.hasOwn(NEGATABLE, operator) ? NEGATABLE[operator] : undefined;
  if (!negatable) return fail(`Unsupported anything-but pattern: ${operator}`, inner);
  if (inner.kind !== 'array' && inner.kind !== 'string' && inner.kind !== 'number') {
    return fail('Value of anything-but must be an array or single string/number value.', inner);
  }
  const items = inner.kind === 'array' ? inner.items : [inner];
  const tests = items.map((item) => {
    const compile = () => negatable.test(item, source, negatable.refusal);
    return inner.kind === 'array' ? insideList(source, item, compile) : compile();
  });
  if (value.entries.length > 1) fail('Too many elements in numeric expression', inner);
  return noneOf(tests);
}

/** AWS reports the place of an error inside a list twice. */
function insideList<T>(source: PatternSource, node: JsonNode, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!isAwsError(error)) throw error;
    throw invalidAt(error.message.slice('Event pattern is not valid. Reason: '.length), source.text, node.at);
  }
}

function notEmpty(node: JsonNode, source: PatternSource, refusal: string): string {
  const wanted = text(node, source, refusal);
  return wanted === '' ? failure(source)('Null prefix/suffix not allowed', node) : wanted;
}
