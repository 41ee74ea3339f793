import { parseTimestamp } from '../definition/timestamp.ts';
import type { ChoiceRule } from '../definition/types.ts';
import { RuntimeFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import type { Roots } from '../jsonpath/read.ts';
import { pathValue } from '../jsonpath/template.ts';
import { matchesWildcard } from './wildcard.ts';

/** True if the rule of a JSONPath Choice holds. */
export function holds(rule: ChoiceRule, roots: Roots): boolean {
  if (rule.And) return rule.And.every((inner) => holds(inner, roots));
  if (rule.Or) return rule.Or.some((inner) => holds(inner, roots));
  if (rule.Not) return !holds(rule.Not, roots);
  return compares(rule, roots);
}

const OTHERS = new Set(['Variable', 'Next', 'Comment', 'Assign']);

function compares(rule: ChoiceRule, roots: Roots): boolean {
  const { Variable: path = '$' } = rule;
  const operator = Object.keys(rule).find((key) => !OTHERS.has(key)) ?? '';
  const operand = rule[operator] as Json;
  const value = pathValue(path, roots);
  if (operator === 'IsPresent') return (value !== undefined) === operand;
  if (value === undefined) {
    throw new RuntimeFailure(`Invalid path '${path}': The choice state's condition path references an invalid value.`);
  }
  if (operator.startsWith('Is')) return (TYPES[operator]?.(value) ?? false) === operand;
  if (!operator.endsWith('Path')) return relation(operator, value, operand);
  const other = pathValue(String(operand), roots);
  if (other === undefined) {
    throw new RuntimeFailure(
      `Invalid path '${String(operand)}': The choice state's condition path references an invalid value.`,
    );
  }
  return relation(operator.slice(0, -'Path'.length), value, other);
}

const TYPES: Readonly<Record<string, (value: Json) => boolean>> = {
  IsNull: (value) => value === null,
  IsNumeric: (value) => typeof value === 'number',
  IsString: (value) => typeof value === 'string',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => !Number.isNaN(parseTimestamp(value)),
};

/** Values of another type than the operator's never compare. */
function relation(operator: string, value: Json, operand: Json): boolean {
  if (operator === 'StringMatches') {
    return typeof value === 'string' && typeof operand === 'string' && matchesWildcard(value, operand);
  }
  const found = /^(String|Numeric|Timestamp|Boolean)(.+)$/.exec(operator);
  const [, type = '', test = ''] = found ?? [];
  const [left, right] = [comparable(type, value), comparable(type, operand)];
  return left !== undefined && right !== undefined && (RELATIONS[test]?.(left, right) ?? false);
}

type Comparable = string | number | boolean;

function comparable(type: string, value: Json): Comparable | undefined {
  if (type === 'String') return typeof value === 'string' ? value : undefined;
  if (type === 'Numeric') return typeof value === 'number' ? value : undefined;
  if (type === 'Boolean') return typeof value === 'boolean' ? value : undefined;
  const time = parseTimestamp(value);
  return Number.isNaN(time) ? undefined : time;
}

const RELATIONS: Readonly<Record<string, (a: Comparable, b: Comparable) => boolean>> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  GreaterThan: (a, b) => a > b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThanEquals: (a, b) => a >= b,
};
