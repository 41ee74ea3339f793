import { createHash } from 'node:crypto';

/**
 * A short digest of a record's content: the same whatever the order of attributes, and whether one that is missing is absent
 * or `null`. `guard` names the attributes that are the target's own.
 */
export function digestOf(record: object, guard: ReadonlySet<string>): string {
  const content = Object.entries(record).filter(([name]) => !guard.has(name));
  return createHash('sha1')
    .update(canonical(Object.fromEntries(content)))
    .digest('base64url')
    .slice(0, 16);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const present = Object.entries(value).filter(([, part]) => part !== null && part !== undefined);
  present.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${present.map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`).join(',')}}`;
}
