import type { Diagnostic } from '../definition/diagnostic.ts';
import { diagnose } from '../definition/parse.ts';
import { warningsOf } from '../definition/warnings.ts';
import { type Json, tooDeep } from '../json.ts';
import { oneOf, pageSize, textOf } from './check.ts';
import type { Make } from './target.ts';

/** Warnings are given only to those who ask for them, and never make a definition fail. */
export const validateStateMachineDefinition: Make = () => (input) => {
  const definition = textOf(input, 'definition', 0, 1_048_576);
  const type = input.type === undefined ? 'STANDARD' : oneOf(input.type, 'type', ['STANDARD', 'EXPRESS'] as const);
  const severity = input.severity === undefined ? 'ERROR' : oneOf(input.severity, 'severity', ['ERROR', 'WARNING']);
  const most = pageSize(input, 100, 100);
  const errors = diagnose(definition, type);
  const found = severity === 'WARNING' ? [...errors, ...warnings(definition)] : errors;
  return {
    result: errors.length > 0 ? 'FAIL' : 'OK',
    diagnostics: found.slice(0, most),
    truncated: found.length > most,
  };
};

function warnings(definition: string): Diagnostic[] {
  if (tooDeep(definition)) return [];
  try {
    return warningsOf(JSON.parse(definition) as Json);
  } catch (error) {
    if (error instanceof SyntaxError) return []; // said already, as an error
    throw error;
  }
}
