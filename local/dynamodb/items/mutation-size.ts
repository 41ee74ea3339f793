import { validation } from '../../errors.ts';
import type { UpdateStep } from '../expressions/update.ts';
import { attribute } from '../values/attribute-value.ts';
import { itemSize, MAX_ITEM_BYTES } from '../values/size.ts';
import type { StoredItem } from './item-store.ts';

/** What an UpdateItem costs besides the attributes that it writes: as measured, AWS does not document it. */
const UPDATE_BYTES = 3;
const WRITE_BYTES = 19;
const REMOVE_BYTES = 2;
const LIST_INDEX_BYTES = 1;
const DEAREST_STEP = WRITE_BYTES + LIST_INDEX_BYTES;

export const updatedTooLarge = () => validation('Item size to update has exceeded the maximum allowed size');

/**
 * Beside the finished item, UpdateItem alone also measures the change itself: the attributes that it writes, without the key and what it
 * leaves alone, and some bytes for each step. With a short key the limit so lies a little below 400 KB.
 */
export function checkMutationSize(steps: readonly UpdateStep[], { item, size }: StoredItem): void {
  if (size + UPDATE_BYTES + steps.length * DEAREST_STEP <= MAX_ITEM_BYTES) return;
  const heads = new Set(steps.flatMap(({ kind, path }) => (writes(kind) ? [String(path[0])] : [])));
  let bytes = UPDATE_BYTES;
  for (const name of heads) bytes += itemSize({ [name]: attribute(item, name) ?? {} });
  for (const step of steps) bytes += stepBytes(step);
  if (bytes > MAX_ITEM_BYTES) throw updatedTooLarge();
}

const writes = (kind: UpdateStep['kind']): boolean => kind === 'set' || kind === 'add';

function stepBytes({ kind, path }: UpdateStep): number {
  if (!writes(kind)) return REMOVE_BYTES;
  return WRITE_BYTES + (typeof path.at(-1) === 'number' ? LIST_INDEX_BYTES : 0);
}
