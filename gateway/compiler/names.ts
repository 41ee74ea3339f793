import type { FieldSelection } from './tree.ts';

/** Reads a property in emitted code; names that every object inherits are read with care. */
export function read(object: string, property: string): string {
  if (property in {}) return `own(${object}, ${JSON.stringify(property)})`;
  return /^[A-Za-z_$][\w$]*$/.test(property) ? `${object}.${property}` : `${object}[${JSON.stringify(property)}]`;
}

export const assign = (key: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(key) ? `r.${key}` : `r[${JSON.stringify(key)}]`;

/** `Item.title`, as graphql-js names a field in its messages. */
export const fieldLabel = (f: FieldSelection): string => `${f.parent.name}.${f.node.name.value}`;

/** Constants of a plan, each written once. */
export class Constants {
  readonly lines: string[] = [];
  private readonly known = new Map<string, string>();

  add(prefix: string, code: string): string {
    const signature = `${prefix}:${code}`;
    const known = this.known.get(signature);
    if (known) return known;
    const name = `${prefix}${this.known.size}`;
    this.known.set(signature, name);
    this.lines.push(`const ${name} = ${code};`);
    return name;
  }
}
