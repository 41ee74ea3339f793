import { DocumentError } from '../openapi/load.ts';
import type { Problem } from '../problems.ts';

/** What was thrown over a source, as its problem. */
export function asProblem(source: string, error: unknown): Problem {
  if (error instanceof DocumentError)
    return { source, place: error.place, message: error.message, remedy: error.remedy, severity: 'error' };
  const message = error instanceof Error ? error.message : String(error);
  return { source, place: '/', message, remedy: 'repair the document', severity: 'error' };
}
