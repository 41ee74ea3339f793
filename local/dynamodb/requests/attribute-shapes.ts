import { validation } from '../../errors.ts';
import { type AttributeValue, type Item, setMember, TOO_DEEP } from '../values/attribute-value.ts';
import { asStructure, blob_, boolean_, list_, map_, showMap, text_ } from './kinds.ts';
import { type Limits, type Shape, serialization } from './shape.ts';

/** What is nested deeper is not read to its end. DynamoDB's own, lower limit is one of the checks that follow. */
const MAX_DEPTH = 1000;

const strings = list_(text_());
const blobs = list_(blob_);
const scalars: Readonly<Record<string, Shape>> = {
  S: text_(),
  N: text_(),
  B: blob_,
  BOOL: boolean_,
  NULL: boolean_,
  SS: strings,
  NS: strings,
  BS: blobs,
};

function readValue(value: unknown, place: 'field' | 'value', depth: number): AttributeValue | null {
  if (value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || Array.isArray(value))
    asStructure('AttributeValue', value, place);
  const result: Record<string, unknown> = {};
  for (const type in value as object) {
    const member = (value as Record<string, unknown>)[type];
    if (member === null || member === undefined) continue;
    if (type === 'M') result.M = readMap(member, depth + 1);
    else if (type === 'L') result.L = readList(member, depth + 1);
    else if (Object.hasOwn(scalars, type)) result[type] = scalars[type]?.read(member);
  }
  return result as AttributeValue;
}

function readMap(value: unknown, depth: number): Item {
  if (depth > MAX_DEPTH) throw validation(TOO_DEEP);
  if (Array.isArray(value))
    throw serialization(
      'Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>',
    );
  if (typeof value !== 'object') throw serialization('Unexpected field type');
  const result: Item = {};
  for (const name in value)
    setMember(result, name, readValue((value as Record<string, unknown>)[name], 'value', depth) as AttributeValue);
  return result;
}

function readList(value: unknown, depth: number): AttributeValue[] {
  if (depth > MAX_DEPTH) throw validation(TOO_DEEP);
  if (Array.isArray(value)) return value.map((one) => readValue(one, 'value', depth) as AttributeValue);
  throw serialization(
    typeof value === 'object' ? 'Start of structure or map found where not expected' : 'Unexpected field type',
  );
}

const showValue = (value: unknown): string => `AttributeValue(${JSON.stringify(value)})`;

/** A value that stands in a list or map. */
export const value_: Shape = { read: (value) => readValue(value, 'value', 0), show: showValue };
/** A value that is a member of a structure. */
export const valueField_: Shape = { read: (value) => readValue(value, 'field', 0), show: showValue };

/** A map of attributes: an item, or a key. */
export const item_ = (limits?: Limits): Shape => ({
  read: (value) => readMap(value, 0),
  show: (value) => showMap(value_, value as Item),
  limits,
});

/** The keys of a BatchGetItem are read by another path in DynamoDB, with another wording. */
export const key_: Shape = map_('AttributeValue', value_, undefined, true);
