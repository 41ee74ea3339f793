import { isObject } from '../json.ts';

/**
 * While an index is being replaced, it holds one more object, which names its successor. Every write reads it along with the
 * stored versions, in the same call: so it takes effect with the next batch, costs nothing, and ends with the index itself. It is
 * marked as deleted, so that no search shows it.
 */
export const CONTROL_ID = '_penstock_reindex';

/** The successor's name among the objects that were read, if there is one. */
export function mirrorOf(objects: readonly { readonly objectID: string }[]): string | undefined {
  const control: unknown = objects.find(({ objectID }) => objectID === CONTROL_ID);
  return isObject(control) && typeof control.mirror === 'string' ? control.mirror : undefined;
}
