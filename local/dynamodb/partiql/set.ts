import { validation } from '../../errors.ts';
import type { UpdateOperand, UpdateStep } from '../expressions/update.ts';
import { typeOf } from '../values/attribute-value.ts';
import type { Reader } from './reader.ts';
import { notWellFormed } from './tokens.ts';
import { readValue, seesValue } from './values.ts';

const SET_FUNCTIONS = { set_add: 'add', set_delete: 'delete' } as const;

/** Reads one `path = expression` of a SET clause. */
export function readSet(reader: Reader): UpdateStep {
  const path = reader.path();
  reader.expect('=');
  for (const [name, kind] of Object.entries(SET_FUNCTIONS))
    if (reader.take(name, '(')) {
      const [target, set] = [reader.path(), readAfterComma(reader)];
      if (target.join('.') !== path.join('.')) throw notWellFormed('Unexpected token');
      if (!['SS', 'NS', 'BS'].includes(typeOf(set)))
        throw validation(
          `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${typeOf(set)}`,
        );
      return { kind, path, value: set };
    }
  return { kind: 'set', path, operand: sum(reader) };
}

function readAfterComma(reader: Reader) {
  reader.expect(',');
  const value = readValue(reader);
  reader.expect(')');
  return value;
}

function sum(reader: Reader): UpdateOperand {
  let left = operand(reader);
  for (;;) {
    const sign = reader.take('+') ? 1 : reader.take('-') ? -1 : undefined;
    if (!sign) return left;
    left = { kind: 'sum', sign, left, right: operand(reader) };
  }
}

function operand(reader: Reader): UpdateOperand {
  if (reader.take('(')) {
    const inner = reader.inner(() => sum(reader));
    reader.expect(')');
    return inner;
  }
  for (const name of ['list_append', 'if_not_exists'])
    if (reader.take(name, '(')) {
      const first = reader.inner(() => operand(reader));
      reader.expect(',');
      const second = reader.inner(() => operand(reader));
      reader.expect(')');
      return { kind: 'function', name, args: [first, second] };
    }
  if (seesValue(reader)) return { kind: 'value', value: readValue(reader) };
  return { kind: 'path', path: reader.path() };
}
