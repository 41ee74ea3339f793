import { validation } from '../../errors.ts';
import type { Path } from '../expressions/parser.ts';
import type { UpdateOperand, UpdateStep } from '../expressions/update.ts';
import { type AttributeValue, typeOf } from '../values/attribute-value.ts';
import type { Reader } from './reader.ts';
import { place, type Token } from './tokens.ts';
import { readValue, seesValue } from './values.ts';

const SET_FUNCTIONS = { set_add: 'add', set_delete: 'delete' } as const;

/** Reads one `path = expression` of a SET clause. */
export function readSet(reader: Reader): UpdateStep {
  const path = reader.path();
  reader.expect('=');
  for (const [name, kind] of Object.entries(SET_FUNCTIONS)) {
    const token = reader.token;
    if (reader.take(name, '(')) return { kind, path, value: readSetArguments(reader, name.toUpperCase(), path, token) };
  }
  return { kind: 'set', path, operand: sum(reader) };
}

/** `set_add(path, set)`: the path is the one that is assigned to. */
function readSetArguments(reader: Reader, name: string, path: Path, called: Token): AttributeValue {
  const first = reader.token;
  const args: UpdateOperand[] = [];
  if (!reader.sees(')'))
    do args.push(operand(reader));
    while (reader.take(','));
  reader.expect(')');
  const [target, set] = args;
  if (args.length !== 2) throw validation(`${name} must have exactly two arguments at ${place(called)}`);
  if (target?.kind !== 'path' || target.path.join('.') !== path.join('.'))
    throw validation(`The first argument to ${name} must equal the assignment value at ${place(called)}`);
  if (set?.kind !== 'value' || !['SS', 'NS', 'BS'].includes(typeOf(set.value)))
    throw validation(`The second argument to ${name} must be a value with type SET at ${place(first)}`);
  return set.value;
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
