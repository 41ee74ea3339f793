import { validation } from '../../errors.ts';
import { type AttributeValue, type Item, setMember, typeOf, validateValue } from '../values/attribute-value.ts';
import type { Reader } from './reader.ts';
import { notWellFormed } from './tokens.ts';

/** True if a value is next, and no path. */
export function seesValue({ token: { kind, text } }: Reader): boolean {
  if (kind === 'string' || kind === 'number') return true;
  if (kind === 'word') return ['true', 'false', 'null'].includes(text.toLowerCase());
  return kind === 'operator' && ['?', '{', '[', '<<'].includes(text);
}

/** Reads a literal or a parameter. */
export function readValue(reader: Reader): AttributeValue {
  const value = read(reader);
  validateValue(value);
  return value;
}

function read(reader: Reader): AttributeValue {
  const { kind, text } = reader.next();
  if (kind === 'string') return { S: text };
  if (kind === 'number') return { N: text };
  if (kind === 'word') return readWord(text.toLowerCase());
  if (text === '?') return reader.parameter();
  if (text === '{') return { M: reader.inner(() => readMap(reader)) };
  if (text === '[') return { L: reader.inner(() => readList(reader, ']')) };
  if (text === '<<') return reader.inner(() => readSet(reader));
  throw notWellFormed('Unexpected token');
}

function readWord(word: string): AttributeValue {
  if (word === 'true' || word === 'false') return { BOOL: word === 'true' };
  if (word === 'null') return { NULL: true };
  throw notWellFormed('Unexpected token');
}

function readMap(reader: Reader): Item {
  const map: Item = {};
  if (reader.take('}')) return map;
  do {
    const { kind, text } = reader.next();
    if (kind !== 'string') throw notWellFormed('Unexpected token');
    reader.expect(':');
    setMember(map, text, read(reader));
  } while (reader.take(','));
  reader.expect('}');
  return map;
}

/** Reads values up to the closing bracket. */
export function readList(reader: Reader, close: string): AttributeValue[] {
  const values: AttributeValue[] = [];
  if (reader.take(close)) return values;
  do values.push(read(reader));
  while (reader.take(','));
  reader.expect(close);
  return values;
}

function readSet(reader: Reader): AttributeValue {
  const members = readList(reader, '>>');
  const [first] = members;
  if (!first) throw validation('Empty bags are not supported');
  const type = typeOf(first);
  if ((type !== 'S' && type !== 'N') || members.some((member) => typeOf(member) !== type))
    throw validation('Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags');
  const texts = members.flatMap((member) => member[type] ?? []);
  return type === 'S' ? { SS: texts } : { NS: texts };
}
