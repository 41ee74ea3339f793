import { type AttributeValue, type Item, typeOf } from './attribute-value.ts';
import { decimalOf } from './decimal.ts';

/** An item may hold 400 KB, names included. */
export const MAX_ITEM_BYTES = 400 * 1024;

/** Only text is measured; most is ASCII, where the two lengths agree. */
const textSize = (text: string): number => Buffer.byteLength(text);

const binarySize = (base64: string): number => Math.floor((base64.replace(/=+$/, '').length * 3) / 4);

function numberSize(number: string): number {
  const { sign, digits, exponent } = decimalOf(number);
  if (sign === 0) return 1;
  const straddles = digits.length % 2 === 0 && (exponent - 1) % 2 === 0;
  return 1 + Math.ceil(digits.length / 2) + (straddles ? 1 : 0) + (sign < 0 ? 1 : 0);
}

const total = <T>(parts: readonly T[], size: (part: T) => number): number =>
  parts.reduce((sum, part) => sum + size(part), 0);

/**
 * The size by which DynamoDB counts limits and capacity.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSize(item: Item): number {
  let size = 0;
  for (const name in item) size += textSize(name) + valueSize(item[name] ?? {}, itemSize);
  return size;
}

function valueSize(value: AttributeValue, mapSize: (item: Item) => number): number {
  if (value.S !== undefined) return textSize(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return binarySize(value.B);
  if (value.M) return 3 + Object.keys(value.M).length + mapSize(value.M);
  if (value.L) return 3 + total(value.L, (element) => 1 + valueSize(element, mapSize));
  if (value.SS) return total(value.SS, textSize);
  if (value.NS) return total(value.NS, numberSize);
  if (value.BS) return total(value.BS, binarySize);
  return 1;
}

/**
 * What an item weighs against the 1 MB of a page. DynamoDB counts its stored form, which is not documented: names shrink
 * to one byte, values carry their length, and the range key is repeated with each 3 KB. (As observed, to the byte.)
 */
export function pageSize(item: Item, rangeKey: string | undefined): number {
  let [size, rangeKeySize] = [0, 0];
  for (const name in item) {
    const stored = storedSize(item[name] ?? {});
    if (name === rangeKey) rangeKeySize = stored;
    else size += stored + 1;
  }
  return 2 + size + (1 + Math.floor((1 + size) / 3072)) * (18 + rangeKeySize);
}

function storedSize(value: AttributeValue): number {
  const size = value.M || value.L ? nestedSize(value) : valueSize(value, itemSize);
  const type = typeOf(value);
  if (type === 'S') return size + (size < 128 ? 1 : size < 16384 ? 2 : 3);
  if (type === 'B' || type === 'N') return size + 1;
  if (type === 'NULL') return 0;
  const set = value.SS ?? value.NS ?? value.BS;
  return set ? size + set.length + 1 : size;
}

function nestedSize({ M: map, L: list }: AttributeValue): number {
  if (list) return 3 + total(list, (element) => 1 + storedSize(element));
  const values = Object.values(map ?? {});
  return 3 + values.length + total(values, (value) => 1 + storedSize(value));
}
