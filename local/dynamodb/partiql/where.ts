import { validation } from '../../errors.ts';
import type { Comparator, Condition, Operand } from '../expressions/condition.ts';
import { typeOf } from '../values/attribute-value.ts';
import { operand, readCall } from './functions.ts';
import type { Reader } from './reader.ts';
import { notWellFormed } from './tokens.ts';
import { readList, readValue } from './values.ts';

// A WHERE clause becomes the same condition as a ConditionExpression.

const COMPARATORS: Readonly<Record<string, Comparator>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** PartiQL's names of types, and what an attribute of that type has here. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  null: 'NULL',
  bool: 'BOOL',
  boolean: 'BOOL',
  string: 'S',
  int: 'N',
  integer: 'N',
  decimal: 'N',
  numeric: 'N',
  blob: 'B',
  list: 'L',
  struct: 'M',
  tuple: 'M',
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
  const call = readCall(reader);
  if (call) return comparedCall(reader, call);
  return comparison(reader, operand(reader));
}

/** A function may be compared with a truth value. */
function comparedCall(reader: Reader, call: Condition): Condition {
  if (!(reader.sees('=') || reader.sees('<>') || reader.sees('!='))) return call;
  const equals = reader.next().text === '=';
  const { BOOL: truth } = readValue(reader);
  if (truth === undefined) throw notWellFormed('Unexpected token');
  return truth === equals ? call : { kind: 'not', condition: call };
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
    const args: [Operand, Operand, Operand] = [left, low, operand(reader)];
    checkOrdered('BETWEEN', args);
    return { kind: 'between', args };
  }
  reader.expect('in');
  const close = reader.take('[') ? ']' : ')';
  if (close === ')') reader.expect('(');
  const args = readList(reader, close).map((value): Operand => ({ kind: 'value', value }));
  return { kind: 'in', args: [left, ...args] };
}

/** `IS MISSING` is the absence of an attribute, `IS NULL` and `IS STRING` its type. */
function is(reader: Reader, left: Operand): Condition {
  const negated = reader.take('not');
  if (left.kind !== 'path') throw notWellFormed('Unexpected token');
  const word = reader.next().text.toLowerCase();
  const type = Object.hasOwn(TYPE_NAMES, word) ? TYPE_NAMES[word] : undefined;
  if (type === undefined && word !== 'missing') throw notWellFormed('Unexpected token');
  const condition: Condition =
    type === undefined
      ? { kind: 'function', name: 'attribute_not_exists', args: [left] }
      : { kind: 'function', name: 'attribute_type', args: [left, { kind: 'value', value: { S: type } }] };
  return negated ? { kind: 'not', condition } : condition;
}

function checkOrdered(operator: Comparator | 'BETWEEN', operands: readonly Operand[]): void {
  if (operator === '=' || operator === '<>') return;
  for (const one of operands) {
    const type = one.kind === 'value' ? typeOf(one.value) : 'N';
    if (!['S', 'N', 'B'].includes(type))
      throw validation(
        `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
      );
  }
}
