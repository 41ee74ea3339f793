import type { Json, JsonObject } from '../../json.ts';
import { isObject } from '../../json.ts';

export function count(args: Json[], least: number, most = least): void {
  if (args.length < least || args.length > most) throw new Error('Invalid number of arguments');
}

export function array(value: Json | undefined): Json[] {
  if (!Array.isArray(value)) throw new Error('The argument must be an array');
  return value;
}

export function text(value: Json | undefined): string {
  if (typeof value !== 'string') throw new Error('The argument must be a string');
  return value;
}

/** A whole number; fractions are rounded, as AWS does. */
export function integer(value: Json | undefined): number {
  if (typeof value !== 'number') throw new Error('The argument must be a number');
  return Math.round(value);
}

export function object(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw new Error('The argument must be an object');
  return value;
}
