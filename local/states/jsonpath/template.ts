import type { Clock } from '../../clock.ts';
import { RuntimeFailure } from '../failure.ts';
import { type Json, type JsonObject, setKey } from '../json.ts';
import { evaluateIntrinsic } from './intrinsic.ts';
import { parsePath } from './parse.ts';
import { PathTooCostly, type Roots, readValue } from './read.ts';

/** A payload template: a field whose name ends in `.$` holds a path or an intrinsic function; all else is literal. */
export function evaluateTemplate(template: Json, roots: Roots, clock: Clock): Json {
  if (Array.isArray(template)) return template.map((item) => evaluateTemplate(item, roots, clock));
  if (typeof template !== 'object' || template === null) return template;
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(template)) {
    if (key.endsWith('.$')) setKey(result, key.slice(0, -2), evaluateField(key, String(value), roots, clock));
    else setKey(result, key, evaluateTemplate(value, roots, clock));
  }
  return result;
}

/** The value of one `name.$` field. */
export function evaluateField(field: string, text: string, roots: Roots, clock: Clock): Json {
  if (text.startsWith('States.')) return evaluateIntrinsic(text, roots, clock);
  const value = pathValue(text, roots);
  if (roots.input === null && parsePath(text).root.kind === 'input')
    throw new RuntimeFailure('Unable to apply Path transformation to null or empty input.');
  if (value !== undefined) return value;
  throw new RuntimeFailure(
    `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(roots.input)}'`,
  );
}

/** The value of a path, undefined if a definite path finds nothing. */
export function pathValue(text: string, roots: Roots): Json | undefined {
  try {
    return readValue(parsePath(text), roots);
  } catch (error) {
    if (error instanceof PathTooCostly) throw new RuntimeFailure(error.message, error);
    throw error;
  }
}
