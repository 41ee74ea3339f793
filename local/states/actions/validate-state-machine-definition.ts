import { diagnose } from '../definition/parse.ts';
import { oneOf, pageSize, textOf } from './check.ts';
import type { Make } from './target.ts';

export const validateStateMachineDefinition: Make = () => (input) => {
  const definition = textOf(input, 'definition', 0, 1_048_576);
  const type = input.type === undefined ? 'STANDARD' : oneOf(input.type, 'type', ['STANDARD', 'EXPRESS'] as const);
  const most = pageSize(input, 100, 100);
  const found = diagnose(definition, type);
  const severe = input.severity === 'WARNING' ? found : found.filter(({ severity }) => severity === 'ERROR');
  return {
    result: found.some(({ severity }) => severity === 'ERROR') ? 'FAIL' : 'OK',
    diagnostics: severe.slice(0, most),
    truncated: severe.length > most,
  };
};
