import { validation } from '../../errors.ts';
import { canonicalNumber } from './decimal.ts';

/** One value in DynamoDB's JSON: exactly one of the members is set. Binary is base64 text. */
export interface AttributeValue {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  L?: AttributeValue[];
  M?: Item;
}

export type Item = { [name: string]: AttributeValue };

export type ValueType = keyof AttributeValue;

/** All types, in the order in which DynamoDB names them. */
export const VALUE_TYPES: readonly ValueType[] = ['S', 'N', 'B', 'NULL', 'BOOL', 'SS', 'NS', 'BS', 'L', 'M'];

/** The type of a value that has been validated. */
export function typeOf(value: AttributeValue): ValueType {
  for (const type in value) return type as ValueType;
  throw validation('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
}

/** An item's attribute; a name such as `constructor` or `__proto__` is a name like any other. */
export function attribute(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** Sets a member under any name: assigning `__proto__` would change the prototype. */
export function setMember<T>(target: Record<string, T>, name: string, value: T): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}

const invalid = (what: string) => validation(`One or more parameter values were invalid: ${what}`);

/** A value may stand in 31 lists and maps. */
const MAX_DEPTH = 32;
export const TOO_DEEP =
  'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit';

/** Throws what DynamoDB answers to a value that it does not take; brings numbers into their canonical form, in place. */
export function validateValue(value: AttributeValue | null, depth = 0): void {
  if (depth >= MAX_DEPTH) throw validation(TOO_DEEP);
  let types = 0;
  for (const type in value) {
    validateMember(value, type as ValueType, depth);
    types += 1;
  }
  if (types === 0)
    throw validation('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  if (types > 1)
    throw validation(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
}

function validateMember(value: AttributeValue, type: ValueType, depth: number): void {
  if (value.N !== undefined && type === 'N') value.N = canonicalNumber(value.N);
  else if (type === 'NULL' && !value.NULL) throw invalid('Null attribute value types must have the value of true');
  else if (type === 'M') validateMembers(value.M ?? {}, depth + 1);
  else if (type === 'SS') validateStrings(value.SS ?? []);
  else if (type === 'NS') validateNumbers(value.NS ?? []);
  else if (type === 'BS') validateBinaries(value.BS ?? []);
  else if (type === 'L') for (const one of value.L ?? []) validateValue(one, depth + 1);
}

export function validateItem(item: Item): void {
  if (Object.hasOwn(item, '')) throw validation('Empty attribute name');
  validateMembers(item, 0);
}

function validateMembers(item: Item, depth: number): void {
  for (const name in item) {
    if (name.length > SHORT_NAME) checkName(name);
    validateValue(item[name] ?? null, depth);
  }
}

/** What is no longer than this is surely no longer than 64 KB in UTF-8. */
const SHORT_NAME = 20_000;
const MAX_NAME_BYTES = 65_535;

/** Attribute names are shorter than 64 KB. */
export function checkName(name: string): void {
  if (name.length > SHORT_NAME && Buffer.byteLength(name) > MAX_NAME_BYTES)
    throw validation('Attribute name is too large, must be less than 65536 bytes');
}

/** Throws if something in the item is nested deeper than DynamoDB allows. */
export function checkDepth(item: Item): void {
  for (const name in item) if (isDeep(item[name], 0)) throw validation(TOO_DEEP);
}

const isDeep = (value: AttributeValue | undefined, depth: number): boolean =>
  depth >= MAX_DEPTH || Object.values(value?.M ?? value?.L ?? {}).some((one) => isDeep(one, depth + 1));

function validateStrings(set: string[]): void {
  if (!set.length) throw invalid('An string set  may not be empty');
  checkNoNull(set, 'string');
  if (duplicate(set)) throw invalid(`Input collection [${set.join(', ')}] contains duplicates.`);
}

function validateNumbers(set: string[]): void {
  if (!set.length) throw invalid('An number set  may not be empty');
  checkNoNull(set, 'number');
  for (const [index, number] of set.entries()) set[index] = canonicalNumber(number);
  if (duplicate(set)) throw validation('Input collection contains duplicates');
}

function validateBinaries(set: string[]): void {
  if (!set.length) throw invalid('Binary sets should not be empty');
  checkNoNull(set, 'binary');
  if (duplicate(set)) throw invalid(`Input collection [${set.join(', ')}]of type BS contains duplicates.`);
}

function checkNoNull(set: readonly (string | null)[], kind: string): void {
  if (set.includes(null)) throw invalid(`An ${kind} set  may not have a null ${kind} as a member`);
}

const duplicate = (set: readonly string[]): boolean => new Set(set).size < set.length;
