import { isAwsError } from '../../cloud.ts';
import { invalidAt } from './errors.ts';
import type { JsonNode } from './json.ts';
import { equalsIgnoreCase, noneOf, notIn, prefix, suffix, type Test } from './matchers.ts';
import { comparableNumber, RANGE_MESSAGE } from './numbers.ts';
import { failure, type PatternSource, text } from './source.ts';
import { wildcard } from './wildcard-operator.ts';

/** `{"anything-but": …}`: values, a list, or another operator. */
export function anythingBut(value: JsonNode, source: PatternSource): Test {
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

function anythingButExpression(value: JsonNode & { kind: 'object' }, source: PatternSource): Test {
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
