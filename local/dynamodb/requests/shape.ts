import { AwsError, validation } from '../../errors.ts';

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
  /** DynamoDB's newer checks name a member as the request does, and leave its value out. */
  readonly plain?: true;
}

/** How a member of a request is read (a copy is made), and what it must satisfy. */
export interface Shape {
  /** Throws a SerializationException if the JSON is of another kind. Never called with null. */
  read(value: unknown): unknown;
  readonly limits?: Limits;
  /** Reports what the value's own members violate. */
  checkMembers?(value: unknown, path: string, errors: string[]): void;
  /** The value as DynamoDB's messages show it; by default its text. */
  show?(value: unknown): string;
}

export type Members = { readonly [name: string]: Shape };

/** DynamoDB reports ten violations at the most. */
const MAX_ERRORS = 10;
export const STRUCTURE_NOT_EXPECTED = 'Start of structure or map found where not expected';

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

export function check(shape: Shape, value: unknown, path: string, errors: string[]): void {
  const limits = shape.limits ?? {};
  const complain = (problem: string) => {
    if (errors.length >= MAX_ERRORS) return;
    const what = limits.plain ? `Value at '${asGiven(path)}'` : `Value ${shown(shape, value)} at '${path}'`;
    errors.push(`${what} failed to satisfy constraint: ${problem}`);
  };
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

/** `requestItems.t.member.keys` as the request spells it: `RequestItems.t.member.Keys`. */
const asGiven = (path: string): string =>
  path.replace(/^[^.]+|[^.]+$/g, (name) => name.charAt(0).toUpperCase() + name.slice(1));

function shown(shape: Shape, value: unknown): string {
  return value === undefined || value === null ? 'null' : `'${show(shape, value)}'`;
}

export const show = (shape: Shape, value: unknown): string => shape.show?.(value) ?? String(value);
