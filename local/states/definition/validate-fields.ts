import type { JsonObject } from '../json.ts';
import { type Allowed, misplacedIn } from './fields.ts';
import type { Scope } from './scope.ts';

/** The fields of an object inside a state. @returns whether all of them may stand there */
export function checkFields(object: JsonObject, allowed: Allowed, at: string, { findings, language }: Scope): boolean {
  const found = Object.keys(object).flatMap((field) => misplacedIn(allowed, field, language) ?? []);
  for (const why of found) findings.schema(why, at);
  return found.length === 0;
}
