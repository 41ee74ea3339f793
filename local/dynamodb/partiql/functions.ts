import { validation } from '../../errors.ts';
import type { Condition, Operand } from '../expressions/condition.ts';
import type { Reader } from './reader.ts';
import { place } from './tokens.ts';
import { readValue, seesValue } from './values.ts';

// The functions of a WHERE clause, whose names stand in any case.

/** How many operands the functions take that are conditions by themselves. */
const FUNCTIONS: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
};

/** The name of the function that is called next, if one is. */
function called(reader: Reader): string | undefined {
  const { kind, text } = reader.token;
  const { kind: after, text: opening } = reader.peek(1);
  return kind === 'word' && after === 'operator' && opening === '(' ? text.toLowerCase() : undefined;
}

/** Reads a call that is a condition; undefined if none is next. */
export function readCall(reader: Reader): Condition | undefined {
  const name = called(reader);
  if (name === undefined || name === 'size' || NO_CALLS.includes(name)) return undefined;
  const token = reader.next();
  if (!Object.hasOwn(FUNCTIONS, name)) throw validation(`Unrecognized function: ${name} at ${place(token)}`);
  const args = readArguments(reader);
  if (args.length !== FUNCTIONS[name])
    throw validation(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${args.length}`,
    );
  if (name.endsWith('_exists') && args[0]?.kind !== 'path')
    throw validation(`Operator or function requires a document path; operator or function: ${name}`);
  return { kind: 'function', name, args };
}

/** Keywords that a parenthesis may follow. */
const NO_CALLS = ['not', 'and', 'or', 'in'];

function readArguments(reader: Reader): Operand[] {
  reader.expect('(');
  const args: Operand[] = [];
  if (reader.take(')')) return args;
  do args.push(operand(reader));
  while (reader.take(','));
  reader.expect(')');
  return args;
}

export function operand(reader: Reader): Operand {
  if (called(reader) === 'size') {
    reader.next();
    reader.expect('(');
    const args = [reader.inner(() => operand(reader))];
    reader.expect(')');
    return { kind: 'function', name: 'size', args };
  }
  if (seesValue(reader)) return { kind: 'value', value: readValue(reader) };
  return { kind: 'path', path: reader.path() };
}
