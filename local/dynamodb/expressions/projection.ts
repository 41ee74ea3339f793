import { checkOverlap, Parser, type Path, type Placeholders } from './parser.ts';

export interface Projection {
  readonly paths: readonly Path[];
  readonly nested: ReadonlySet<string>;
}

/** Parses a ProjectionExpression: document paths, separated by commas. */
export function parseProjection(text: string, placeholders: Placeholders): Projection {
  const parser = new Parser<'overlap' | 'conflict'>(text, placeholders, []);
  const paths: Path[] = [];
  do {
    const path = parser.path();
    checkOverlap((fault, message) => parser.note(fault, message), paths, path);
    paths.push(path);
  } while (parser.take(','));
  parser.expectEnd();
  parser.raise(['reserved', 'name', 'overlap', 'conflict']);
  return { paths, nested: parser.nested };
}
