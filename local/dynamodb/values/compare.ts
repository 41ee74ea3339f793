import { type AttributeValue, attribute, type Item, typeOf } from './attribute-value.ts';
import { compareNumbers } from './decimal.ts';

const BEYOND_SURROGATES = /[\ud800-\uffff]/;

/** By UTF-8 bytes, as DynamoDB sorts strings. UTF-16 sorts otherwise only from the surrogates on. */
export function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  if (BEYOND_SURROGATES.test(left) && BEYOND_SURROGATES.test(right))
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  return left < right ? -1 : 1;
}

const compareBinaries = (left: string, right: string): number =>
  Buffer.compare(Buffer.from(left, 'base64'), Buffer.from(right, 'base64'));

/** Undefined if the two cannot be ordered: they differ in type, or are neither strings nor numbers nor binaries. */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.S !== undefined && right.S !== undefined) return compareStrings(left.S, right.S);
  if (left.N !== undefined && right.N !== undefined) return compareNumbers(left.N, right.N);
  if (left.B !== undefined && right.B !== undefined) return compareBinaries(left.B, right.B);
  return undefined;
}

/** Same type and same value; sets have no order. */
export function equalValues(left: AttributeValue, right: AttributeValue): boolean {
  const type = typeOf(left);
  if (type !== typeOf(right)) return false;
  if (type === 'M') return equalItems(left.M ?? {}, right.M ?? {});
  if (type === 'L') return equalLists(left.L ?? [], right.L ?? []);
  if (type === 'SS' || type === 'NS' || type === 'BS') return equalSets(left[type] ?? [], right[type] ?? []);
  return left[type] === right[type];
}

export function equalItems(left: Item, right: Item): boolean {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => {
    const [one, other] = [attribute(left, name), attribute(right, name)];
    return one !== undefined && other !== undefined && equalValues(one, other);
  });
}

function equalLists(left: readonly AttributeValue[], right: readonly AttributeValue[]): boolean {
  return (
    left.length === right.length &&
    left.every((value, index) => {
      const other = right[index];
      return other !== undefined && equalValues(value, other);
    })
  );
}

function equalSets(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  const members = new Set(right);
  return left.every((member) => members.has(member));
}

/** The `contains` function: a substring, a member of a set, or an element of a list. */
export function containsValue(whole: AttributeValue, part: AttributeValue): boolean {
  if (whole.S !== undefined) return part.S !== undefined && whole.S.includes(part.S);
  if (whole.B !== undefined)
    return part.B !== undefined && Buffer.from(whole.B, 'base64').includes(Buffer.from(part.B, 'base64'));
  if (whole.L) return whole.L.some((element) => equalValues(element, part));
  if (whole.SS) return part.S !== undefined && whole.SS.includes(part.S);
  if (whole.NS) return part.N !== undefined && whole.NS.includes(part.N);
  if (whole.BS) return part.B !== undefined && whole.BS.includes(part.B);
  return false;
}

export function beginsWith(whole: AttributeValue, prefix: AttributeValue): boolean {
  if (whole.S !== undefined) return prefix.S !== undefined && whole.S.startsWith(prefix.S);
  if (whole.B === undefined || prefix.B === undefined) return false;
  const bytes = Buffer.from(prefix.B, 'base64');
  return Buffer.from(whole.B, 'base64').subarray(0, bytes.length).equals(bytes);
}
