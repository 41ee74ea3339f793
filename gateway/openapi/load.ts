import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isReference, type OpenApiDocument } from './document.ts';

/** A fault in a document, with the place where it is. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  readonly place: string;
  readonly remedy: string;

  constructor(place: string, message: string, remedy: string, cause?: unknown) {
    super(message, { cause });
    this.place = place;
    this.remedy = remedy;
  }
}

/** Reads a document (JSON or YAML) and checks that it is OpenAPI 3.0 or 3.1. */
export function loadDocument(path: string): OpenApiDocument {
  const text = readText(path);
  const value = parseText(path, text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DocumentError(path, 'the document is not an object', 'point `document` at an OpenAPI 3 file');
  if ('swagger' in value)
    throw new DocumentError(
      '/swagger',
      'Swagger 2.0 is not read',
      'convert it to OpenAPI 3 (for example with swagger2openapi)',
    );
  const version = 'openapi' in value ? String(value.openapi) : '';
  if (!/^3\.[012]/.test(version))
    throw new DocumentError('/openapi', `"openapi" is ${version || 'missing'}`, 'OpenAPI 3.0 and 3.1 are read');
  if (!('paths' in value) || typeof value.paths !== 'object' || value.paths === null)
    throw new DocumentError('/paths', 'there are no paths', 'a source needs at least one operation');
  return value as unknown as OpenApiDocument;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new DocumentError(path, 'the document cannot be read', 'check the path in the source declaration', cause);
  }
}

function parseText(path: string, text: string): unknown {
  try {
    return text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text, { maxAliasCount: 1000 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new DocumentError(path, `the document is neither JSON nor YAML: ${reason}`, 'repair the syntax', cause);
  }
}

/** Follows local references (`#/components/schemas/Item`), refusing circles of references alone. */
export function resolve<T extends object>(
  document: OpenApiDocument,
  value: T | { readonly $ref: string },
  place: string,
): { value: T; name?: string } {
  let current: unknown = value;
  let name: string | undefined;
  const seen = new Set<string>();
  while (isReference(current)) {
    const ref = current.$ref;
    if (seen.has(ref)) throw new DocumentError(place, `the reference ${ref} leads to itself`, 'break the circle');
    seen.add(ref);
    current = follow(document, ref, place);
    name = ref.slice(ref.lastIndexOf('/') + 1);
  }
  if (typeof current !== 'object' || current === null)
    throw new DocumentError(place, 'an object is expected here', 'repair the document');
  return name === undefined ? { value: current as T } : { value: current as T, name: decode(name) };
}

function follow(document: OpenApiDocument, ref: string, place: string): unknown {
  if (!ref.startsWith('#/'))
    throw new DocumentError(
      place,
      `the reference ${ref} points outside the document`,
      'bundle the document into one file',
    );
  let current: unknown = document;
  for (const part of ref.slice(2).split('/')) {
    const key = decode(part);
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key))
      throw new DocumentError(
        place,
        `the reference ${ref} points to nothing`,
        'add the component or repair the reference',
      );
    current = (current as Readonly<Record<string, unknown>>)[key];
  }
  return current;
}

const decode = (part: string): string => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
