import { AwsError } from '../../errors.ts';
import { isObject, tooDeep } from '../json.ts';
import { jsonProblem } from '../json-problem.ts';
import { LIMITS } from '../limits.ts';
import { asMessage, type Diagnostic } from './diagnostic.ts';
import { refusePlaceholders, refuseUnsupported } from './features.ts';
import { checkLabels } from './labels.ts';
import type { Machine, MachineType } from './types.ts';
import { validateMachine } from './validate.ts';

/** Parses and validates a definition; throws `InvalidDefinition` with AWS's text, or 501 for what is not supported here. */
export function parseDefinition(text: unknown, type: MachineType): Machine {
  if (typeof text !== 'string')
    throw new AwsError(
      'ValidationException',
      "1 validation error detected: Value null at 'definition' failed to satisfy constraint: Member must not be null",
    );
  refusePlaceholders(text);
  const found = diagnose(text, type);
  if (found.length > 0) throw new AwsError('InvalidDefinition', asMessage(found));
  const machine = JSON.parse(text) as Machine;
  checkLabels(machine, text);
  refuseUnsupported(machine);
  return machine;
}

/** All findings about a definition, in the order of the text. */
export function diagnose(text: string, type: MachineType): Diagnostic[] {
  if (Buffer.byteLength(text) > LIMITS.definitionBytes) {
    return [
      {
        severity: 'ERROR',
        code: 'SCHEMA_VALIDATION_FAILED',
        message: `Definition must not exceed ${LIMITS.definitionBytes} bytes`,
      },
    ];
  }
  if (text.trim() === '' || tooDeep(text)) return [notAnObject];
  const { value, problem } = parseJson(text);
  if (problem) return [problem];
  return isObject(value) ? validateMachine(value, type) : [notAnObject];
}

const notAnObject: Diagnostic = {
  severity: 'ERROR',
  code: 'SCHEMA_VALIDATION_FAILED',
  message: 'Definition must be a valid JSON object',
};

function parseJson(text: string): { value?: unknown; problem?: Diagnostic } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { why, location } = jsonProblem(text);
    return {
      problem: { severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message: `${why}\n at ${location}`, location },
    };
  }
}
