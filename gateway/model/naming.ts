const RESERVED = new Set([
  'Query',
  'Mutation',
  'Subscription',
  'String',
  'Int',
  'Float',
  'Boolean',
  'ID',
  'JSON',
  'DateTime',
  'Long',
]);

/** `item-summary` → `ItemSummary`: a type name that GraphQL takes. */
export function typeName(text: string): string {
  const parts = text.split(/[^A-Za-z0-9_]+/).filter(Boolean);
  const name = parts
    .map((p) => p[0]?.toUpperCase() + p.slice(1))
    .join('')
    .replace(/^_+/, '');
  const safe = /^[A-Za-z]/.test(name) ? name : `T${name}`;
  return RESERVED.has(safe) ? `${safe}Type` : safe;
}

/** `item-id` → `itemId`: a field or argument name. Names that every object inherits get an underscore. */
export function fieldName(text: string): string {
  const parts = text.split(/[^A-Za-z0-9_]+/).filter(Boolean);
  const name = parts
    .map((p, i) => (i === 0 ? p : p[0]?.toUpperCase() + p.slice(1)))
    .join('')
    .replace(/^__+/, '_');
  const safe = /^[A-Za-z_]/.test(name) ? name : `_${name}`;
  return safe in {} ? `${safe}_` : safe;
}

/** `in-stock` → `in_stock`: an enum value; `true`, `false` and `null` are not allowed by GraphQL. */
export function enumName(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^__+/, '_');
  const safe = /^[A-Za-z_]/.test(name) ? name : `_${name}`;
  return ['true', 'false', 'null'].includes(safe) ? `${safe}_` : safe;
}

/** Gives every name once: the second `Item` of a document becomes `Item2`. */
export class Names {
  private readonly taken = new Set<string>();

  unique(wanted: string): string {
    let name = wanted;
    for (let i = 2; this.taken.has(name); i++) name = `${wanted}${i}`;
    this.taken.add(name);
    return name;
  }
}
