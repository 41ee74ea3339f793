import { isAwsError } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import {
  type AttributeValue,
  type Item,
  setMember,
  typeOf,
  validateItem,
  validateValue,
} from '../values/attribute-value.ts';
import { canonicalNumber } from '../values/decimal.ts';
import type { Reader } from './reader.ts';
import { notWellFormed, place } from './tokens.ts';

/** True if a value is next, and no path. */
export function seesValue({ token: { kind, text } }: Reader): boolean {
  if (kind === 'string' || kind === 'number') return true;
  if (kind === 'word') return ['true', 'false', 'null'].includes(text.toLowerCase());
  return kind === 'operator' && ['?', '{', '[', '<<'].includes(text);
}

/** Reads a literal or a parameter. */
export function readValue(reader: Reader): AttributeValue {
  const value = read(reader, ROOT);
  validateValue(value);
  return value;
}

/** Reads the item of an INSERT: each of its attributes is a root of its own. */
export function readItem(reader: Reader): Item {
  reader.expect('{');
  const item = readMap(reader, () => ROOT);
  validateItem(item);
  return item;
}

const ROOT = 'root';

/** @param path where the value stands in the whole, for messages: `root.a[1]` */
function read(reader: Reader, path: string): AttributeValue {
  const token = reader.next();
  const { kind, text } = token;
  if (kind === 'string') return { S: text };
  if (kind === 'number') return { N: numberAt(text, path) };
  if (kind === 'word' && reader.sees('('))
    throw validation(`Unsupported data type: ${text.toLowerCase()} under key ${path} at ${place(token)}`);
  if (kind === 'word') return readWord(text.toLowerCase());
  if (text === '?') return reader.parameter();
  if (text === '{') return { M: reader.inner(() => readMap(reader, (name) => `${path}.${name}`)) };
  if (text === '[') return { L: reader.inner(() => readList(reader, ']', path)) };
  if (text === '<<') return reader.inner(() => readSet(reader));
  throw notWellFormed('Unexpected token');
}

function numberAt(text: string, path: string): string {
  try {
    return canonicalNumber(text);
  } catch (error) {
    if (!isAwsError(error)) throw error;
    throw validation(`${error.message} under ${path}`);
  }
}

function readWord(word: string): AttributeValue {
  if (word === 'true' || word === 'false') return { BOOL: word === 'true' };
  if (word === 'null') return { NULL: true };
  throw notWellFormed('Unexpected token');
}

function readMap(reader: Reader, pathOf: (name: string) => string): Item {
  const map: Item = {};
  if (reader.take('}')) return map;
  do {
    const { kind, text } = reader.next();
    if (kind !== 'string') throw notWellFormed('Unexpected token');
    reader.expect(':');
    setMember(map, text, read(reader, pathOf(text)));
  } while (reader.take(','));
  reader.expect('}');
  return map;
}

/** Reads values up to the closing bracket. */
export function readList(reader: Reader, close: string, path = ROOT): AttributeValue[] {
  const values: AttributeValue[] = [];
  if (reader.take(close)) return values;
  do values.push(read(reader, `${path}[${values.length}]`));
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
