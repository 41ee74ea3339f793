/** Whether the value under this name is masked until somebody asks for it. Names are compared without case, `_` and `-`. */
export function isPersonal(name: string, fields: readonly string[]): boolean {
  const plain = normal(name);
  return fields.some((field) => normal(field) === plain);
}

/** Says that something is there and of which kind, and nothing of what it is. */
export const MASK = '••••••';

/** A copy with every personal value masked, at any depth; JSON within text (a message's body) is looked into as well. */
export function masked(value: unknown, fields: readonly string[]): unknown {
  if (!fields.length) return value;
  if (fields.includes('*')) return MASK;
  if (Array.isArray(value)) return value.map((item) => masked(item, fields));
  if (typeof value === 'string') return maskedText(value, fields);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, isPersonal(name, fields) ? MASK : masked(part, fields)]),
  );
}

/** Errors quote what they refuse: an address in them is masked wherever it stands. */
export function maskedText(text: string, fields: readonly string[]): string {
  if (!fields.length || !text) return text;
  if (fields.includes('*')) return MASK;
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.stringify(masked(JSON.parse(text), fields));
    } catch {
      // Not JSON after all: text like any other.
    }
  }
  return text.replace(/[\w.+-]+@[\w-]+\.[\w.-]+/g, MASK);
}

const normal = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');
