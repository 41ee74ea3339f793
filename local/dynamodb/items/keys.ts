import { hash } from 'node:crypto';
import { validation } from '../../errors.ts';
import type { KeyAttribute, KeyType, Table } from '../tables/table.ts';
import { type AttributeValue, attribute, type Item, typeOf } from '../values/attribute-value.ts';
import { encodeNumber } from '../values/decimal.ts';

/** Where an item stands in the store: both parts are bytes that sort as DynamoDB sorts. */
export interface StoredKey {
  /** Four bytes that scatter the partitions, which give Scan its order, and the partition key. */
  readonly hash: Buffer;
  readonly range: Buffer;
}

const NO_RANGE = Buffer.alloc(0);
const SCATTER_BYTES = 4;

function encode(value: AttributeValue): Buffer {
  if (value.S !== undefined) return Buffer.from(value.S);
  return value.N !== undefined ? encodeNumber(value.N) : Buffer.from(value.B ?? '', 'base64');
}

/** DynamoDB scatters partitions by MD5 over the key, behind this word: a Scan here has AWS's order for small tables. */
function scatter(...parts: Buffer[]): Buffer {
  return hash('md5', Buffer.concat([Buffer.from('Outliers'), ...parts]), 'buffer').subarray(0, SCATTER_BYTES);
}

const part = (item: Item, key: KeyAttribute | undefined): Buffer => {
  const value = key && attribute(item, key.name);
  return value ? encode(value) : NO_RANGE;
};

/** The stored key of a partition value. */
export function hashOf(value: AttributeValue): Buffer {
  const bytes = encode(value);
  return Buffer.concat([scatter(bytes), bytes]);
}

export const rangeOf = (value: AttributeValue): Buffer => encode(value);

/** The place of an item whose key has been checked. */
export function storedKey(table: Table, item: Item): StoredKey {
  const [hashKey, rangeKey] = table.keys;
  const bytes = part(item, hashKey);
  return { hash: Buffer.concat([scatter(bytes), bytes]), range: part(item, rangeKey) };
}

/** The place of an item in an index, or undefined if it lacks one of the index's keys. */
export function indexKey(
  table: Table,
  keys: readonly KeyAttribute[],
  item: Item,
): (StoredKey & { readonly tail: Buffer }) | undefined {
  if (!keys.every(({ name }) => attribute(item, name))) return undefined;
  const [hashKey, rangeKey] = keys;
  const bytes = part(item, hashKey);
  return { hash: Buffer.concat([scatter(bytes), bytes]), range: part(item, rangeKey), tail: tailOf(table, item) };
}

/** Tells apart the items that share an index key: AWS orders these by their table key's hash. */
function tailOf(table: Table, item: Item): Buffer {
  const parts = table.keys.map((key) => part(item, key));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(parts[0]?.length ?? 0);
  return Buffer.concat([scatter(...parts), length, ...parts]);
}

/** The lowest scatter bytes of one segment of a parallel Scan. */
export function segmentStart(segment: number, total: number): Buffer {
  const bytes = Buffer.alloc(SCATTER_BYTES);
  bytes.writeUInt16BE(Math.ceil((4096 * segment) / total) * 16);
  return bytes;
}

/** The key attributes of an item. */
export function keyOf(keys: readonly KeyAttribute[], item: Item): Item {
  const key: Item = {};
  for (const { name } of keys) {
    const value = attribute(item, name);
    if (value) key[name] = value;
  }
  return key;
}

const MISMATCH = 'The provided key element does not match the schema';

/** Checks a `Key`: exactly the key attributes, of the right types. */
export function checkKey(table: Table, key: Item): void {
  if (Object.keys(key).length !== table.keys.length) throw validation(MISMATCH);
  for (const [index, definition] of table.keys.entries()) checkKeyPart(definition, key, index === 0);
}

export function checkKeyPart({ name, type }: KeyAttribute, key: Item, isHash: boolean): void {
  const value = attribute(key, name);
  if (value?.[type] === undefined) throw validation(MISMATCH);
  if (value[type] === '')
    throw validation(`One or more parameter values are not valid. ${emptyKeyValue(type)} Key: ${name}`);
  checkKeySize(value, isHash);
}

function checkKeySize(value: AttributeValue, isHash: boolean): void {
  if (value.N !== undefined) return;
  const size = encode(value).length;
  if (isHash && size > 2048)
    throw validation(
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
    );
  if (!isHash && size > 1024)
    throw validation(
      'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
    );
}

export const emptyKeyValue = (type: KeyType): string =>
  `The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value.`;

/** Checks the key attributes of a whole item, and those of the indexes as far as they are there. */
export function checkItemKeys(table: Table, item: Item): void {
  for (const [index, { name, type }] of table.keys.entries()) {
    const value = attribute(item, name);
    if (!value) throw validation(`One or more parameter values were invalid: Missing the key ${name} in the item`);
    if (value[type] === undefined)
      throw validation(
        `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`,
      );
    checkKeyPart({ name, type }, item, index === 0);
  }
  checkIndexKeys(table, item);
}

export function checkIndexKeys(table: Table, item: Item): void {
  for (const index of table.indexes)
    for (const [position, { name, type }] of index.keys.entries()) {
      const value = attribute(item, name);
      if (!value) continue;
      if (value[type] === undefined) throw indexTypeMismatch(name, type, typeOf(value), index.name);
      if (value[type] === '')
        throw validation(
          'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
            `${emptyKeyValue(type)} IndexName: ${index.name}, IndexKey: ${name}`,
        );
      checkKeySize(value, position === 0);
    }
}

export const indexTypeMismatch = (name: string, expected: string, actual: string, index: string) =>
  validation(
    `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${expected} ` +
      `Actual: ${actual} IndexName: ${index}`,
  );

/** Keys are scalars: an expression must not go into one. */
export function checkNestedPaths(table: Table, nested: ReadonlySet<string> | undefined): void {
  if (!nested?.size) return;
  const refuse = (kind: string, name: string) =>
    validation(
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: " +
        `${kind}: ${name}`,
    );
  for (const { name } of table.keys) if (nested.has(name)) throw refuse('Key', name);
  for (const { keys } of table.indexes)
    for (const { name } of keys) if (nested.has(name)) throw refuse('IndexKey', name);
}
