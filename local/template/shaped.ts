import type { Action, Service } from '../cloud.ts';
import type { AwsError } from '../errors.ts';
import { isRecord } from './values.ts';

/** What the members of an API's inputs are, as far as its actions rely on it. */
export interface Shapes {
  /** Members that are lists of objects. */
  readonly objects?: readonly string[];
  /** Members that are lists of texts. */
  readonly texts?: readonly string[];
  /** Members that are texts. */
  readonly text?: readonly string[];
  readonly refuse: (message: string) => AwsError;
}

/**
 * The actions behind a check of their input's shape: what a client got wrong is refused in AWS's form, and never a fault of this
 * runtime. The Query protocol sends an empty list as an empty text.
 */
export function shaped(actions: Service['actions'], shapes: Shapes): Service['actions'] {
  const guard =
    (action: Action): Action =>
    (input, context) =>
      action(checked(input, shapes), context);
  return Object.fromEntries(Object.entries(actions).map(([name, action]) => [name, guard(action)]));
}

function checked(input: unknown, { objects = [], texts = [], text = [], refuse }: Shapes): Record<string, unknown> {
  const result = isRecord(input) ? { ...input } : {};
  for (const name of Object.keys(result)) if (result[name] === null) delete result[name];
  for (const name of [...objects, ...texts]) {
    const value = result[name];
    if (value === undefined) continue;
    if (value === '') result[name] = [];
    else if (!Array.isArray(value)) throw refuse(`${name} must be a list`);
    else if (!value.every((item) => (texts.includes(name) ? typeof item === 'string' : isRecord(item))))
      throw refuse(`${name} must be a list of ${texts.includes(name) ? 'texts' : 'objects'}`);
  }
  for (const name of text)
    if (result[name] !== undefined && typeof result[name] !== 'string') throw refuse(`${name} must be a text`);
  return result;
}
