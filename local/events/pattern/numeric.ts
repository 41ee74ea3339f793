import type { JsonNode } from './json.ts';
import { inNumericRange, type Test } from './matchers.ts';
import { comparableNumber, RANGE_MESSAGE } from './numbers.ts';
import { failure, type PatternSource } from './source.ts';

const WHOLE_RANGE = {
  lowest: Number.NEGATIVE_INFINITY,
  openLowest: false,
  highest: Number.POSITIVE_INFINITY,
  openHighest: false,
};

/** `{"numeric": [">", 0, "<=", 5]}` */
export function numeric(value: JsonNode, source: PatternSource): Test {
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
