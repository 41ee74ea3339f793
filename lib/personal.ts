import type * as z from 'zod';
import type { Source } from './sources/source.ts';

/**
 * Whether a contract has a field marked as personal data (`.meta({ pii: true })`). Where it has, executions are logged without
 * their data.
 */
export function hasPersonalData(contract: z.ZodType): boolean {
  return personalFields(contract).length > 0;
}

/**
 * How the write function's log names the business keys of an execution, so that operators find it by them. A Standard execution's key is
 * in no list, and a machine that logs without data has no inputs; elsewhere the machine's own log has the keys.
 */
export function keysInLog(style: Source['style'], contract: z.ZodType): { LOG_KEYS?: 'plain' | 'digest' } {
  if (hasPersonalData(contract)) return { LOG_KEYS: 'digest' };
  return style === 'event' ? { LOG_KEYS: 'plain' } : {};
}

/** The names of the marked fields, sorted; what shows a payload masks them. A marked part without a name masks all: `*`. */
export function personalFields(contract: z.ZodType): string[] {
  const found = new Set<string>();
  collect(contract, '*', new Set(), found);
  return [...found].sort();
}

/** Walks the schema and all schemas within it: an object's fields, a union's options, a pipe's ends. */
function collect(value: unknown, name: string, seen: Set<object>, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if (isSchema(value) && marked(value)) found.add(name);
  // The same schema may stand behind several names; what is marked was noted above, the rest is walked once.
  if (seen.has(value)) return;
  seen.add(value);
  if (!isSchema(value)) {
    for (const part of Object.values(value)) collect(part, name, seen, found);
    return;
  }
  const shape = 'shape' in value.def ? value.def.shape : undefined;
  for (const [field, part] of Object.entries(shape ?? {})) collect(part, field, seen, found);
  for (const [member, part] of Object.entries(value.def)) if (member !== 'shape') collect(part, name, seen, found);
}

/** `email.optional()` is a schema of its own, around the marked one. */
function marked(schema: Schema): boolean {
  if (schema.meta()?.pii === true) return true;
  const inner = 'innerType' in schema.def ? schema.def.innerType : undefined;
  return typeof inner === 'object' && inner !== null && isSchema(inner) && marked(inner);
}

interface Schema {
  meta(): Record<string, unknown> | undefined;
  def: object;
}

function isSchema(value: object): value is Schema {
  return '_zod' in value && 'def' in value && 'meta' in value && typeof value.meta === 'function';
}
