import { namedBy } from '../execution/data.ts';
import type { Visit } from '../execution/visit.ts';
import { RuntimeFailure } from '../failure.ts';
import type { Json } from '../json.ts';

type NumberField = 'MaxConcurrency' | 'ToleratedFailureCount' | 'ToleratedFailurePercentage';

/** Which numbers a field takes, and what AWS says of one out of range. */
const FIELDS: Readonly<Record<NumberField, { float: boolean; most: number; why: (shown: string) => string }>> = {
  MaxConcurrency: {
    float: false,
    most: Number.POSITIVE_INFINITY,
    why: (shown) => `Expected non-negative integer for MaxConcurrency, got '${shown}' instead.`,
  },
  ToleratedFailureCount: {
    float: false,
    most: Number.POSITIVE_INFINITY,
    why: () => 'ToleratedFailureCount cannot be negative.',
  },
  ToleratedFailurePercentage: {
    float: true,
    most: 100,
    why: () => 'ToleratedFailurePercentage must be between 0 and 100.',
  },
};

const isNumber = (value: Json): value is number => typeof value === 'number';

/** A number that a Map gives literally, by a path, or by an expression. */
export async function numberField(visit: Visit, field: NumberField, input: Json, fallback: number): Promise<number> {
  const literal = visit.state[field];
  const path = visit.state[`${field}Path`];
  if (literal === undefined && path === undefined) return fallback;
  const number =
    path === undefined
      ? await visit.typed(literal ?? null, field, 'number', isNumber)
      : numberAt(visit, field, path, input);
  const { most, why } = FIELDS[field];
  if (number >= 0 && number <= most) return number;
  throw new RuntimeFailure(why(String(number)));
}

function numberAt(visit: Visit, field: NumberField, path: string, input: Json): number {
  const value = namedBy(path, `${field}Path`, input, visit);
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  const { float } = FIELDS[field];
  if (typeof number === 'number' && (float || Number.isInteger(number))) return number;
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  throw new RuntimeFailure(
    `The ${field}Path field refers to value "${shown}" which is not a valid ${float ? 'float' : 'integer'}: ${path}`,
  );
}
