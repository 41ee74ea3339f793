import { AwsError } from '../../errors.ts';
import { missing, violated } from './errors.ts';

/** The member as text; refuses what is missing or too long or short. */
export function textOf(
  input: Record<string, unknown>,
  member: string,
  least = 1,
  most = Number.POSITIVE_INFINITY,
): string {
  const value = input[member];
  if (typeof value !== 'string') throw missing(member);
  return within(value, member, least, most);
}

export function optionalText(
  input: Record<string, unknown>,
  member: string,
  most = Number.POSITIVE_INFINITY,
  least = 0,
): string | undefined {
  const value = input[member];
  return value === undefined || value === null ? undefined : within(String(value), member, least, most);
}

function within(value: string, member: string, least: number, most: number): string {
  if (value.length > most) throw violated(value, member, `have length less than or equal to ${most}`);
  if (value.length < least) throw violated(value, member, `have length greater than or equal to ${least}`);
  return value;
}

/** `maxResults`, where 0 and nothing mean the default. */
export function pageSize(input: Record<string, unknown>, fallback = 100, most = 1_000): number {
  const value = input.maxResults;
  if (value === undefined || value === null || value === 0) return fallback;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw violated(value, 'maxResults', 'be an integer');
  if (value > most) throw violated(value, 'maxResults', `have value less than or equal to ${most}`);
  if (value < 0) throw violated(value, 'maxResults', 'have value greater than or equal to 0');
  return value;
}

export function oneOf<T extends string>(value: unknown, member: string, values: readonly T[]): T {
  if (values.includes(value as T)) return value as T;
  throw violated(value, member, `satisfy enum value set: [${values.join(', ')}]`);
}

const BAD_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;

/** A name of 1 to 80 characters without those that AWS forbids. */
export function nameOf(value: unknown, member = 'name'): string {
  if (typeof value !== 'string') throw missing(member);
  within(value, member, 1, 80);
  if (BAD_NAME.test(value)) throw new AwsError('InvalidName', `Invalid Name: '${value}'`);
  return value;
}

export const seconds = (ms: number): number => ms / 1_000;

/** The members that are not undefined or null. */
export function present(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));
}
