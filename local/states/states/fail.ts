import { namedBy } from '../execution/data.ts';
import type { Outcome, Visit } from '../execution/visit.ts';
import { RuntimeFailure, StateFailure } from '../failure.ts';
import type { Json } from '../json.ts';

/** Ends the machine with an error. */
export async function fail(visit: Visit): Promise<Outcome> {
  const error = await text(visit, 'Error');
  const cause = await text(visit, 'Cause');
  throw new StateFailure(error, cause);
}

const isText = (value: Json): value is string => typeof value === 'string';

async function text(visit: Visit, field: 'Error' | 'Cause'): Promise<string | undefined> {
  const literal = visit.state[field];
  if (literal !== undefined) return visit.typed(literal, field, 'string', isText);
  const path = visit.state[`${field}Path`];
  if (path === undefined) return undefined;
  const value = namedBy(path, `${field}Path`, visit.input, visit);
  if (isText(value)) return value;
  throw new RuntimeFailure(
    `The ${field}Path field refers to value "${JSON.stringify(value)}" which is not a valid string: ${path}`,
  );
}
