import { isObject, type Json, type JsonObject } from '../json.ts';

/**
 * A DynamoDB attribute value as plain JSON: sets become arrays, binary stays base64 text. A number that a double cannot hold
 * exactly stays the text that DynamoDB sent, so that no digit is lost in silence: the contract says whether that is acceptable.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
export function plain(attribute: unknown): Json {
  if (!isObject(attribute)) throw new TypeError('an attribute value is an object');
  const [type, value] = Object.entries(attribute)[0] ?? [];
  switch (type) {
    case 'S':
    case 'B':
      return String(value);
    case 'BOOL':
      return value === true || value === 'true';
    case 'NULL':
      return null;
    case 'N':
      return exact(String(value));
    case 'SS':
    case 'BS':
      return list(value).map(String);
    case 'NS':
      return list(value).map((entry) => exact(String(entry)));
    case 'L':
      return list(value).map(plain);
    case 'M':
      return plainItem(value);
    default:
      throw new TypeError(`unknown attribute type ${String(type)}`);
  }
}

/** An item (or a map, or a key) of attribute values as a plain object. */
export function plainItem(item: unknown): JsonObject {
  if (!isObject(item)) throw new TypeError('an item is an object');
  const result: Record<string, Json> = {};
  for (const name in item) result[name] = plain(item[name]);
  return result;
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('a set or list is an array');
  return value;
}

/** DynamoDB keeps 38 digits, a double about 16. */
function exact(text: string): number | string {
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number;
  const digits = text.replace(/e.*$/i, '').replace(/^-?0*\.?0*|[.]/g, '');
  return digits.length <= 15 && Number.isFinite(number) ? number : text;
}
