import { setMember } from '../values/attribute-value.ts';
import {
  check,
  checkMembersOf,
  type Limits,
  type Members,
  readMembers,
  type Shape,
  STRUCTURE_NOT_EXPECTED,
  serialization,
  show,
} from './shape.ts';

// The kinds of members that a request may have.

const kindOf = (value: unknown): string =>
  typeof value === 'boolean'
    ? `${String(value).toUpperCase()}_VALUE`
    : Number.isInteger(value)
      ? 'NUMBER_VALUE'
      : 'DECIMAL_VALUE';

function refuseStructures(value: unknown, arrayClass: string): void {
  if (Array.isArray(value)) throw serialization(`Unrecognized collection type class ${arrayClass}`);
  if (typeof value === 'object') throw serialization(STRUCTURE_NOT_EXPECTED);
}

function readText(value: unknown): string {
  if (typeof value === 'string') return value;
  refuseStructures(value, 'java.lang.String');
  throw serialization(`${kindOf(value)} cannot be converted to String`);
}

export const text_ = (limits?: Limits): Shape => ({ read: readText, limits });

export const number_ = (kind: 'Integer' | 'Long', limits?: Limits): Shape => ({
  limits,
  read(value) {
    if (typeof value === 'number') return Math.floor(value);
    refuseStructures(value, `java.lang.${kind}`);
    throw serialization(`${typeof value === 'string' ? 'STRING_VALUE' : kindOf(value)} cannot be converted to ${kind}`);
  },
});

const TRUE = /^(true|1|yes)$/i;
const FALSE = /^(false|0|no)$/i;

export const boolean_: Shape = {
  read(value) {
    if (typeof value === 'boolean') return value;
    refuseStructures(value, 'java.lang.Boolean');
    if (typeof value === 'string' && TRUE.test(value)) return true;
    if (typeof value === 'string' && FALSE.test(value)) return false;
    throw serialization(
      typeof value === 'string'
        ? 'Unexpected token received from parser'
        : `${kindOf(value)} cannot be converted to Boolean`,
    );
  },
};

export const blob_: Shape = {
  read(value) {
    refuseStructures(value, 'java.nio.ByteBuffer');
    if (typeof value !== 'string') throw serialization('only base-64-encoded strings are convertible to bytes');
    if (value.length % 4)
      throw serialization(`Base64 encoded length is expected a multiple of 4 bytes but found: ${value.length}`);
    if (Buffer.from(value, 'base64').toString('base64') !== value)
      throw serialization('Invalid last non-pad Base64 character dectected');
    return value;
  },
};

const PARAMETERIZED =
  'class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class java.lang.Class ' +
  '(sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in module java.base of loader ' +
  "'bootstrap')";

const readChild = (child: Shape, value: unknown): unknown => (value === null ? null : child.read(value));

/** `inner` lists and maps are members of another list or map: DynamoDB words the refusal of a scalar otherwise. */
export const list_ = (child: Shape, limits?: Limits, inner = false): Shape => ({
  limits,
  show: (value) => `[${(value as unknown[]).map((one) => showChild(child, one)).join(', ')}]`,
  read(value) {
    if (Array.isArray(value)) return value.map((one) => readChild(child, one));
    if (typeof value === 'object') throw serialization(STRUCTURE_NOT_EXPECTED);
    throw serialization(inner ? PARAMETERIZED : 'Unexpected field type');
  },
  checkMembers(value, path, errors) {
    for (const [index, one] of (value as unknown[]).entries())
      checkElement(child, one, `${path}.${index + 1}.member`, errors);
  },
});

/** @param of the Java class of the values, which the refusal of an array names */
export const map_ = (of: string, child: Shape, limits?: Limits, inner = false): Shape => ({
  limits,
  show: (value) => showMap(child, value as object),
  read(value) {
    if (Array.isArray(value))
      throw serialization(
        `Unrecognized collection type java.util.Map<java.lang.String, ${of.includes('.') ? of : `com.amazonaws.dynamodb.v20120810.${of}`}>`,
      );
    if (typeof value !== 'object') throw serialization(inner ? PARAMETERIZED : 'Unexpected field type');
    const result: Record<string, unknown> = {};
    for (const key in value) setMember(result, key, readChild(child, (value as Record<string, unknown>)[key]));
    return result;
  },
  checkMembers(value, path, errors) {
    for (const [key, one] of Object.entries(value as object)) checkElement(child, one, `${path}.${key}.member`, errors);
  },
});

const showChild = (child: Shape, value: unknown): string => (value === null ? 'null' : show(child, value));

export const showMap = (child: Shape, map: object): string =>
  `{${Object.entries(map)
    .map(([key, value]) => `${key}=${showChild(child, value)}`)
    .join(', ')}}`;

/** A structure is shown as its Java record: `KeySchemaElement(attributeName=pk, keyType=HASH)`. */
function showStructure(name: string, members: Members, value: Record<string, unknown>): string {
  const given = Object.entries(members).filter(([member]) => value[member] !== undefined);
  const parts = given.map(
    ([member, shape]) => `${member.charAt(0).toLowerCase()}${member.slice(1)}=${show(shape, value[member])}`,
  );
  return `${name}(${parts.join(', ')})`;
}

/** An element may never be null, whatever else is asked of it. */
function checkElement(child: Shape, value: unknown, path: string, errors: string[]): void {
  if (value === null) check({ ...child, limits: { notNull: true } }, value, path, errors);
  else if (hasLimits(child)) check(child, value, path, errors);
}

const hasLimits = (shape: Shape): boolean => shape.limits !== undefined || shape.checkMembers !== undefined;

/** @param place `field` if it is a member of a structure, `value` if it is one of a list or map */
export const structure_ = (
  name: string,
  members: Members,
  limits?: Limits,
  place: 'field' | 'value' = 'field',
): Shape => ({
  limits,
  read: (value) => readMembers(members, asStructure(name, value, place)),
  show: (value) => showStructure(name, members, value as Record<string, unknown>),
  checkMembers: Object.values(members).some(hasLimits)
    ? (value, path, errors) => checkMembersOf(members, value as Record<string, unknown>, `${path}.`, errors)
    : undefined,
});

export function asStructure(name: string, value: unknown, place: 'field' | 'value'): Record<string, unknown> {
  if (Array.isArray(value))
    throw serialization(`Unrecognized collection type class com.amazonaws.dynamodb.v20120810.${name}`);
  if (typeof value !== 'object')
    throw serialization(place === 'field' ? 'Unexpected field type' : 'Unexpected value type in payload');
  return value as Record<string, unknown>;
}
