import { AwsError, validation } from '../../errors.ts';
import { setMember } from '../values/attribute-value.ts';

/** Limits on one member of a request, in the order in which DynamoDB reports them. */
export interface Limits {
  readonly notNull?: boolean;
  readonly pattern?: string;
  readonly shortest?: number;
  readonly longest?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly oneOf?: readonly string[];
  readonly keys?: { readonly longest: number; readonly shortest: number; readonly pattern: string };
  readonly values?: { readonly longest: number; readonly shortest: number };
}

/** How a member of a request is read (a copy is made), and what it must satisfy. */
export interface Shape {
  /** Throws a SerializationException if the JSON is of another kind. Never called with null. */
  read(value: unknown): unknown;
  readonly limits?: Limits;
  /** Reports what the value's own members violate. */
  checkMembers?(value: unknown, path: string, errors: string[]): void;
}

export type Members = { readonly [name: string]: Shape };

/** DynamoDB reports ten violations at the most. */
const MAX_ERRORS = 10;
const STRUCTURE_NOT_EXPECTED = 'Start of structure or map found where not expected';

export const serialization = (message: string): AwsError => new AwsError('SerializationException', message);

/** Reads a request, and checks it against the limits of its members. */
export function readRequest(members: Members, input: unknown): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw serialization(STRUCTURE_NOT_EXPECTED);
  return readMembers(members, input as Record<string, unknown>);
}

export function checkRequest(members: Members, request: Record<string, unknown>): void {
  const errors: string[] = [];
  checkMembersOf(members, request, '', errors);
  if (!errors.length) return;
  const count = errors.length === 1 ? '1 validation error' : `${errors.length} validation errors`;
  throw validation(`${count} detected: ${errors.join('; ')}`);
}

export function readMembers(members: Members, input: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const name in members) {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    if (value !== undefined && value !== null) result[name] = members[name]?.read(value);
  }
  return result;
}

export function checkMembersOf(members: Members, value: Record<string, unknown>, path: string, errors: string[]): void {
  for (const name in members) {
    const shape = members[name];
    if (shape && (shape.limits || shape.checkMembers))
      check(shape, value[name], `${path}${name[0]?.toLowerCase()}${name.slice(1)}`, errors);
  }
}

function check(shape: Shape, value: unknown, path: string, errors: string[]): void {
  const complain = (problem: string) => {
    if (errors.length < MAX_ERRORS)
      errors.push(`Value ${shown(value)} at '${path}' failed to satisfy constraint: ${problem}`);
  };
  const limits = shape.limits ?? {};
  if (value === undefined || value === null) {
    if (limits.notNull) complain('Member must not be null');
    return;
  }
  checkLength(limits, value, complain);
  checkScalar(limits, value, complain);
  if (limits.keys || limits.values) checkEntries(limits, value as Record<string, unknown>, complain);
  shape.checkMembers?.(value, path, errors);
}

const lengthOf = (value: unknown): number =>
  typeof value === 'string' || Array.isArray(value) ? value.length : Object.keys(value as object).length;

function checkLength(
  { pattern, shortest, longest }: Limits,
  value: unknown,
  complain: (problem: string) => void,
): void {
  if (pattern && !new RegExp(`^${pattern}$`).test(value as string))
    complain(`Member must satisfy regular expression pattern: ${pattern}`);
  if (shortest !== undefined && lengthOf(value) < shortest)
    complain(`Member must have length greater than or equal to ${shortest}`);
  if (longest !== undefined && lengthOf(value) > longest)
    complain(`Member must have length less than or equal to ${longest}`);
}

function checkScalar({ atLeast, atMost, oneOf }: Limits, value: unknown, complain: (problem: string) => void): void {
  if (atLeast !== undefined && (value as number) < atLeast)
    complain(`Member must have value greater than or equal to ${atLeast}`);
  if (atMost !== undefined && (value as number) > atMost)
    complain(`Member must have value less than or equal to ${atMost}`);
  if (oneOf && !oneOf.includes(value as string)) complain(`Member must satisfy enum value set: [${oneOf.join(', ')}]`);
}

function checkEntries(
  { keys, values }: Limits,
  map: Record<string, unknown>,
  complain: (problem: string) => void,
): void {
  for (const key in map) {
    if (keys && (key.length > keys.longest || key.length < keys.shortest || !new RegExp(`^${keys.pattern}$`).test(key)))
      complain(
        `Map keys must satisfy constraint: [Member must have length less than or equal to ${keys.longest}, Member must ` +
          `have length greater than or equal to ${keys.shortest}, Member must satisfy regular expression pattern: ${keys.pattern}]`,
      );
    const length = values ? lengthOf(map[key] ?? []) : 0;
    if (values && (length > values.longest || length < values.shortest))
      complain(
        `Map value must satisfy constraint: [Member must have length less than or equal to ${values.longest}, ` +
          `Member must have length greater than or equal to ${values.shortest}]`,
      );
  }
}

function shown(value: unknown): string {
  return value === undefined || value === null ? 'null' : `'${text(value)}'`;
}

function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => (one === null ? 'null' : text(one))).join(', ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

// The kinds of members.

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
