/**
 * Upstream values → leaf values, with the coercions of graphql-js's own scalars (https://spec.graphql.org/October2021/#sec-Scalars):
 * a number is good as a String, a numeric text as an Int. `undefined` means that the value does not fit.
 */
export type Coerce = (value: unknown) => unknown;

export function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

export function toInt(value: unknown): number | undefined {
  const n = numeric(value);
  return n !== undefined && Number.isInteger(n) && n <= 2147483647 && n >= -2147483648 ? n : undefined;
}

export function toFloat(value: unknown): number | undefined {
  const n = numeric(value);
  return n !== undefined && Number.isFinite(n) ? n : undefined;
}

export function toBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return typeof value === 'number' && Number.isFinite(value) ? value !== 0 : undefined;
}

export function toId(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? String(value) : undefined;
}

export const toDateTime = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const toLong = (value: unknown): unknown => (Number.isSafeInteger(value) ? value : undefined);

export const toJson = (value: unknown): unknown => value;

function numeric(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' && value !== '' ? Number(value) : undefined;
}
