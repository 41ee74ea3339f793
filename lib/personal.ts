import type * as z from 'zod';

/**
 * Whether a contract has a field marked as personal data (`.meta({ pii: true })`). Where it has, executions are logged without
 * their data.
 */
export function hasPersonalData(contract: z.ZodType): boolean {
  return contains(contract, new Set());
}

/** Walks the schema and all schemas within it: an object's fields, a union's options, a pipe's ends. */
function contains(value: unknown, seen: Set<unknown>): boolean {
  if (typeof value !== 'object' || value === null || seen.has(value)) return false;
  seen.add(value);
  if (isSchema(value)) return value.meta()?.pii === true || contains(value.def, seen);
  return Object.values(value).some((part) => contains(part, seen));
}

function isSchema(value: object): value is { meta(): Record<string, unknown> | undefined; def: unknown } {
  return '_zod' in value && 'def' in value && 'meta' in value && typeof value.meta === 'function';
}
