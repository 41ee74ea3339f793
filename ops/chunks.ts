/** Splits items, in their order, into parts of so many items at the most, and of so many bytes; one that is larger stands alone. */
export function* chunksOf<T>(
  items: Iterable<T>,
  most: number,
  mostBytes = Number.POSITIVE_INFINITY,
  size: (item: T) => number = () => 0,
): Generator<T[]> {
  let [part, bytes]: [T[], number] = [[], 0];
  for (const item of items) {
    const more = size(item);
    if (part.length && (part.length >= most || bytes + more > mostBytes)) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(item);
    bytes += more;
  }
  if (part.length) yield part;
}
