import jsonata from 'jsonata';
import { describe } from './compile.ts';
import { type Available, foreignReferences } from './references.ts';

export interface Problem {
  readonly code: 'INVALID_JSONATA_EXPRESSION' | 'UNSUPPORTED_JSONATA_EXPRESSION';
  readonly message: string;
}

/** Why AWS would refuse a definition for this expression: it does not parse, or refers to what is not there. */
export function expressionProblems(text: string, given: Available): Problem[] {
  let ast: unknown;
  try {
    ast = jsonata(text).ast();
  } catch (error) {
    return [{ code: 'INVALID_JSONATA_EXPRESSION', message: describe(error).replace(/^[A-Z]\d{4}: /, '') }];
  }
  return foreignReferences(ast, given).map((message) => ({ code: 'UNSUPPORTED_JSONATA_EXPRESSION', message }));
}
