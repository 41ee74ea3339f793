import { validation } from '../../errors.ts';
import { compares, isBetween, isIn } from '../expressions/evaluate.ts';
import type { Comparison } from '../expressions/key-condition.ts';
import { type AttributeValue, attribute, type Item, typeOf, validateValue } from '../values/attribute-value.ts';
import { beginsWith, compareValues, containsValue } from '../values/compare.ts';

/** The older way to state conditions, in `Expected`, `KeyConditions`, `QueryFilter` and `ScanFilter`. */
export interface Expectation {
  ComparisonOperator?: string;
  AttributeValueList?: AttributeValue[];
  Value?: AttributeValue;
  Exists?: boolean;
}

const invalid = (what: string) => validation(`One or more parameter values were invalid: ${what}`);

const SCALARS = ['S', 'N', 'B'];
/** The types that an operator takes; EQ and NE take all. */
const COMPARABLE: Readonly<Record<string, readonly string[]>> = {
  LE: SCALARS,
  LT: SCALARS,
  GE: SCALARS,
  GT: SCALARS,
  CONTAINS: SCALARS,
  NOT_CONTAINS: SCALARS,
  BEGINS_WITH: ['S', 'B'],
  IN: SCALARS,
  BETWEEN: SCALARS,
};

function checkCount(operator: string, count: number): void {
  const fits =
    operator === 'NULL' || operator === 'NOT_NULL'
      ? count === 0
      : operator === 'IN'
        ? count > 0
        : count === (operator === 'BETWEEN' ? 2 : 1);
  if (!fits) throw invalid(`Invalid number of argument(s) for the ${operator} ComparisonOperator`);
}

function checkSameType([first, ...others]: readonly AttributeValue[]): void {
  if (first && others.some((other) => typeOf(other) !== typeOf(first)))
    throw invalid('AttributeValues inside AttributeValueList must be of same type');
}

function checkBounds(operator: string, [low, high]: readonly AttributeValue[]): void {
  if (operator === 'BETWEEN' && low && high && (compareValues(low, high) ?? 0) > 0)
    throw validation(
      'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
    );
}

/** Checks `KeyConditions`, `QueryFilter` or `ScanFilter`. */
export function checkComparisons(comparisons: Readonly<Record<string, Comparison>>): void {
  for (const { ComparisonOperator: operator, AttributeValueList: values = [] } of Object.values(comparisons)) {
    for (const value of values) validateValue(value);
    checkCount(operator, values.length);
    checkSameType(values);
    for (const value of values)
      if (COMPARABLE[operator] && !COMPARABLE[operator].includes(typeOf(value)))
        throw invalid(`ComparisonOperator ${operator} is not valid for ${typeOf(value)} AttributeValue type`);
    checkBounds(operator, values);
  }
}

/** Checks `Expected`. */
export function checkExpectations(expected: Readonly<Record<string, Expectation>>): void {
  for (const [name, expectation] of Object.entries(expected)) {
    const { ComparisonOperator: operator, AttributeValueList: list, Value: value, Exists: exists } = expectation;
    if (list && value) throw invalid(`Value and AttributeValueList cannot be used together for Attribute: ${name}`);
    if (operator === undefined) {
      if (list) throw invalid(`AttributeValueList can only be used with a ComparisonOperator for Attribute: ${name}`);
      checkExists(name, exists, value);
      continue;
    }
    if (exists !== undefined)
      throw invalid(`Exists and ComparisonOperator cannot be used together for Attribute: ${name}`);
    if (operator !== 'NULL' && operator !== 'NOT_NULL' && !list && !value)
      throw invalid(
        `Value or AttributeValueList must be used with ComparisonOperator: ${operator} for Attribute: ${name}`,
      );
    checkValues(operator, list ?? (value ? [value] : []));
  }
}

function checkValues(operator: string, values: AttributeValue[]): void {
  checkCount(operator, values.length);
  for (const value of values) validateValue(value);
  checkSameType(values);
  checkBounds(operator, values);
}

function checkExists(name: string, exists: boolean | undefined, value: AttributeValue | undefined): void {
  if (exists !== false && !value)
    throw invalid(`Value must be provided when Exists is ${exists ?? null} for Attribute: ${name}`);
  if (exists === false && value) throw invalid(`Value cannot be used when Exists is false for Attribute: ${name}`);
  if (value) validateValue(value);
}

/** Whether an item satisfies all comparisons, or one of them if the operator is `OR`. */
export function satisfies(item: Item, expected: Readonly<Record<string, Expectation>>, operator = 'AND'): boolean {
  const entries = Object.entries(expected);
  const test = ([name, expectation]: [string, Expectation]) => satisfiesOne(attribute(item, name), expectation);
  return operator === 'OR' && entries.length > 0 ? entries.some(test) : entries.every(test);
}

function satisfiesOne(value: AttributeValue | undefined, expectation: Expectation): boolean {
  const values = expectation.AttributeValueList ?? (expectation.Value ? [expectation.Value] : []);
  const operator = expectation.ComparisonOperator ?? (expectation.Exists === false ? 'NULL' : 'EQ');
  return compareOne(operator, value, values);
}

export function compareOne(operator: string, value: AttributeValue | undefined, values: AttributeValue[]): boolean {
  const [operand] = values;
  if (operator === 'NULL') return value === undefined;
  if (operator === 'NOT_NULL') return value !== undefined;
  if (operator === 'EQ') return compares('=', value, operand);
  if (operator === 'NE') return compares('<>', value, operand);
  if (operator === 'NOT_CONTAINS') return !(value && operand && containsValue(value, operand));
  if (!value || !operand) return false;
  if (operator === 'LE') return compares('<=', value, operand);
  if (operator === 'LT') return compares('<', value, operand);
  if (operator === 'GE') return compares('>=', value, operand);
  if (operator === 'GT') return compares('>', value, operand);
  if (operator === 'CONTAINS') return containsValue(value, operand);
  if (operator === 'BEGINS_WITH') return beginsWith(value, operand);
  return operator === 'IN' ? isIn([value, ...values]) : isBetween([value, ...values]);
}
