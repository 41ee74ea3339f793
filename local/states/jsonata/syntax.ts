import jsonata from 'jsonata';
import { describe } from './compile.ts';

/** The syntax error of an expression, or undefined if it has none. */
export function syntaxProblem(text: string): string | undefined {
  try {
    jsonata(text);
    return undefined;
  } catch (error) {
    return describe(error);
  }
}
