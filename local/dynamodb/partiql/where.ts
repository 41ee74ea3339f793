import { validation } from '../../errors.ts';
import type { Comparator, Condition, Operand } from '../expressions/condition.ts';
import { typeOf } from '../values/attribute-value.ts';
import type { Reader } from './reader.ts';
import { notWellFormed } from './tokens.ts';
import { readList, readValue, seesValue } from './values.ts';

// A WHERE clause becomes the same condition as a ConditionExpression.

const FUNCTIONS: Readonly<Record<string, number>> = { begins_with: 2, contains: 2, attribute_type: 2 };
const COMPARATORS: Readonly<Record<string, Comparator>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

export function readWhere(reader: Reader): Condition {
  return or(reader);
}

function or(reader: Reader): Condition {
  let left = and(reader);
  while (reader.take('or')) left = { kind: 'or', left, right: and(reader) };
  return left;
}

function and(reader: Reader): Condition {
  let left = not(reader);
  while (reader.take('and')) left = { kind: 'and', left, right: not(reader) };
  return left;
}

function not(reader: Reader): Condition {
  if (reader.take('not')) return { kind: 'not', condition: reader.inner(() => not(reader)) };
  if (reader.take('(')) {
    const inner = reader.inner(() => or(reader));
    reader.expect(')');
    return inner;
  }
  const call = callOf(reader);
  if (call) return call;
  return comparison(reader, operand(reader));
}

const calls = (reader: Reader, name: string): boolean =>
  reader.token.kind === 'word' &&
  reader.token.text.toLowerCase() === name &&
  reader.peek(1).kind === 'operator' &&
  reader.peek(1).text === '(';

function callOf(reader: Reader): Condition | undefined {
  const name = Object.keys(FUNCTIONS).find((one) => calls(reader, one));
  if (!name) return undefined;
  reader.next();
  reader.expect('(');
  const args = [operand(reader)];
  while (reader.take(',')) args.push(operand(reader));
  reader.expect(')');
  if (args.length !== FUNCTIONS[name])
    throw validation(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${args.length}`,
    );
  return { kind: 'function', name, args };
}

function operand(reader: Reader): Operand {
  if (calls(reader, 'size')) {
    reader.next();
    reader.expect('(');
    const args = [reader.inner(() => operand(reader))];
    reader.expect(')');
    return { kind: 'function', name: 'size', args };
  }
  if (seesValue(reader)) return { kind: 'value', value: readValue(reader) };
  return { kind: 'path', path: reader.path() };
}

function comparison(reader: Reader, left: Operand): Condition {
  if (reader.take('is')) return is(reader, left);
  if (reader.take('not')) return { kind: 'not', condition: range(reader, left) };
  const { kind, text } = reader.token;
  const operator = kind === 'operator' && Object.hasOwn(COMPARATORS, text) ? COMPARATORS[text] : undefined;
  if (!operator) return range(reader, left);
  reader.next();
  const right = operand(reader);
  checkOrdered(operator, [left, right]);
  return { kind: 'compare', operator, args: [left, right] };
}

function range(reader: Reader, left: Operand): Condition {
  if (reader.take('between')) {
    const low = operand(reader);
    reader.expect('and');
    return { kind: 'between', args: [left, low, operand(reader)] };
  }
  reader.expect('in');
  const close = reader.take('[') ? ']' : ')';
  if (close === ')') reader.expect('(');
  const args = readList(reader, close).map((value): Operand => ({ kind: 'value', value }));
  return { kind: 'in', args: [left, ...args] };
}

/** `IS MISSING` is the absence of an attribute, `IS NULL` its type. */
function is(reader: Reader, left: Operand): Condition {
  const negated = reader.take('not');
  if (left.kind !== 'path') throw notWellFormed('Unexpected token');
  const missing = reader.take('missing');
  if (!missing) reader.expect('null');
  const condition: Condition = missing
    ? { kind: 'function', name: 'attribute_not_exists', args: [left] }
    : { kind: 'function', name: 'attribute_type', args: [left, { kind: 'value', value: { S: 'NULL' } }] };
  return negated ? { kind: 'not', condition } : condition;
}

function checkOrdered(operator: Comparator, operands: readonly Operand[]): void {
  if (operator === '=' || operator === '<>') return;
  for (const one of operands) {
    const type = one.kind === 'value' ? typeOf(one.value) : 'N';
    if (!['S', 'N', 'B'].includes(type))
      throw validation(
        `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
      );
  }
}
