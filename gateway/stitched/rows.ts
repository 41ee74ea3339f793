import type { LoaderDescriptor } from '../runtime/descriptors.ts';
import { Failure } from '../runtime/failure.ts';
import { keyText, load, type Rows } from '../runtime/join.ts';
import type { StitchContext } from './context.ts';
import { FieldFailure } from './field-failure.ts';

/** Rows in the order of their keys, which is what stitching's batches ask for; each found its place by key. */
export async function loadRows(
  context: StitchContext,
  loader: LoaderDescriptor,
  root: string,
  keys: readonly unknown[],
): Promise<unknown[]> {
  const place = `${loader.id} ${root}`;
  const rows: Rows = context.rows.get(place) ?? new Map();
  context.rows.set(place, rows);
  const texts = keys.map((k) => keyText(k) ?? '');
  await load(context.state, loader, rows, [new Set(texts)]);
  return texts.map((k) => {
    const row = rows.get(k);
    return row instanceof Failure ? new FieldFailure(row) : (row ?? null);
  });
}
