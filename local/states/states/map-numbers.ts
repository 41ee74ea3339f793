import { namedBy } from '../execution/data.ts';
import type { Visit } from '../execution/visit.ts';
import { RuntimeFailure } from '../failure.ts';
import type { Json } from '../json.ts';

type NumberField = 'MaxConcurrency' | 'ToleratedFailureCount' | 'ToleratedFailurePercentage';

const isNumber = (value: Json): value is number => typeof value === 'number' && value >= 0;

/** A number that a Map gives literally, by a path, or by an expression. */
export async function numberField(visit: Visit, field: NumberField, input: Json, fallback: number): Promise<number> {
  const literal = visit.state[field];
  if (literal !== undefined) return visit.typed(literal, field, 'number', isNumber);
  const path = visit.state[`${field}Path`];
  if (path === undefined) return fallback;
  const value = namedBy(path, `${field}Path`, input, visit);
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && number >= 0) return number;
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  if (typeof number === 'number')
    throw new RuntimeFailure(`The ${field}Path field refers to value "${shown}" which must not be negative: ${path}`);
  throw new RuntimeFailure(`The ${field}Path field refers to value "${shown}" which is not a valid integer: ${path}`);
}
