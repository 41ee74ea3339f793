import type { ExecutionResult } from '@graphql-tools/utils';
import { GraphQLError } from 'graphql';
import type { Failure } from '../runtime/failure.ts';
import { FieldFailure } from '../stitched/field-failure.ts';
import { type Batch, KEY } from './batches.ts';
import { failureIn, isPlain, type Plain } from './failure-in.ts';

type Path = readonly (string | number)[];

/**
 * Rows in the order of their keys, with the paths of errors following them. A row that is missing is null. A row that an error took down has
 * lost its key, too: then all that are missing have failed, since which of them it was cannot be known.
 */
export function ordered(name: string, answer: Plain, batches: readonly Batch[]): ExecutionResult {
  const data = { ...(isPlain(answer.data) ? answer.data : {}) };
  const given: readonly unknown[] = Array.isArray(answer.errors) ? answer.errors : [];
  const places = new Map<string, readonly number[]>();
  const errors: GraphQLError[] = [];
  for (const batch of batches) {
    const { alias, keys } = batch;
    const rows: readonly unknown[] = Array.isArray(data[alias]) ? data[alias] : [];
    const keyed = rows.map((row) => (isPlain(row) ? String(row[KEY]) : undefined));
    for (const [i, key] of keyed.entries())
      places.set(
        `${alias} ${i}`,
        keys.flatMap((wanted, at) => (wanted === key ? [at] : [])),
      );
    const lost = given.find((error) => takesDown(error, alias, data[alias]));
    const failure = lost === undefined ? undefined : failureIn(name, lost);
    data[alias] = keys.map((key, at) => {
      const row = rows[keyed.indexOf(key)];
      if (row !== undefined || !failure) return row ?? null;
      errors.push(...errorsOf(batch, at, failure));
      return failedRow(batch);
    });
  }
  const own = new Set(batches.map(({ alias }) => alias));
  for (const error of given)
    for (const path of moved(error, places, own)) errors.push(errorOf(failureIn(name, error), path));
  return errors.length > 0 ? { data, errors } : { data };
}

/** An answer that is none: every field of every row has failed, and all else that was asked. */
export function failed(failure: Failure, asked: readonly string[], batches: readonly Batch[]): ExecutionResult {
  const own = new Map(batches.map((batch) => [batch.alias, batch]));
  const data: Record<string, unknown> = {};
  const errors: GraphQLError[] = [];
  for (const alias of asked) {
    const batch = own.get(alias);
    data[alias] = batch ? batch.keys.map(() => failedRow(batch)) : null;
    if (batch) errors.push(...batch.keys.flatMap((_, at) => errorsOf(batch, at, failure)));
    else errors.push(errorOf(failure, [alias]));
  }
  return { data, errors };
}

/** An error in a row's place would lose the row's number on its way through stitching: each of its fields has one instead. */
const failedRow = ({ fields }: Batch): Plain => Object.fromEntries(fields.map((field) => [field, null]));

const errorsOf = ({ alias, fields }: Batch, at: number, failure: Failure): GraphQLError[] =>
  fields.map((field) => errorOf(failure, [alias, at, field]));

/** Whether an error made a row of a batch null, or all of them. */
function takesDown(error: unknown, alias: string, rows: unknown): boolean {
  const path: unknown = isPlain(error) ? error.path : undefined;
  if (!Array.isArray(path) || path[0] !== alias) return false;
  return !Array.isArray(rows) || rows[path[1]] === null;
}

/** Where an error of the answer belongs now; what took rows down was told at their fields. */
function moved(
  error: unknown,
  places: ReadonlyMap<string, readonly number[]>,
  batches: ReadonlySet<string>,
): (Path | undefined)[] {
  const path: unknown = isPlain(error) ? error.path : undefined;
  if (!Array.isArray(path)) return [undefined];
  const [alias, index, ...rest] = path;
  if (!batches.has(alias)) return [path];
  return (places.get(`${alias} ${index}`) ?? []).map((place) => [alias, place, ...rest]);
}

const errorOf = (failure: Failure, path?: Path): GraphQLError =>
  new GraphQLError(failure.message, { path: path ?? null, originalError: new FieldFailure(failure) });
