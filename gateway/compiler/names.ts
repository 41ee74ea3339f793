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

/**
 * What plans are written into: constants and functions, each written once however many operations use it. A function's
 * text names the functions that it calls, so equal texts are equal functions.
 */
export class Emitter {
  readonly lines: string[] = [];
  private readonly known = new Map<string, string>();

  constant(prefix: string, code: string): string {
    return this.add(prefix, `const:${code}`, (name) => `const ${name} = ${code};`);
  }

  /** `code` is parameters and body: `(st, x, p) { … }`. */
  function(prefix: string, code: string): string {
    return this.add(prefix, `function:${code}`, (name) => `function ${name}${code}`);
  }

  asyncFunction(prefix: string, code: string): string {
    return this.add(prefix, `async:${code}`, (name) => `async function ${name}${code}`);
  }

  private add(prefix: string, signature: string, line: (name: string) => string): string {
    const known = this.known.get(signature);
    if (known) return known;
    const name = `${prefix}${this.known.size}`;
    this.known.set(signature, name);
    this.lines.push(line(name));
    return name;
  }
}
