/**
 * The newest of each key, in the order of the keys' first appearance; the others are superseded before they reach the target.
 * Of equal versions the first stays: they are the same change, delivered twice.
 */
export function collapse<T extends { readonly key: string; readonly version: number }>(changes: readonly T[]): T[] {
  const newest = new Map<string, T>();
  for (const change of changes) {
    const held = newest.get(change.key);
    if (!held || change.version > held.version) newest.set(change.key, change);
  }
  return [...newest.values()];
}
