/** Runs `work` on up to `atOnce` items at a time, and yields its results in the items' order; `undefined` is left out. */
export async function* inOrder<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R | undefined>,
): AsyncGenerator<R> {
  const running: Promise<R | undefined>[] = [];
  for await (const item of items) {
    const promise = work(item);
    // Its failure is told when its turn comes; until then nobody listens.
    promise.catch(() => undefined);
    running.push(promise);
    if (running.length < atOnce) continue;
    const result = await running.shift();
    if (result !== undefined) yield result;
  }
  for (const promise of running) {
    const result = await promise;
    if (result !== undefined) yield result;
  }
}

/** Runs `work` on up to `atOnce` items at a time; ends when all have ended, or with the first failure. */
export async function each<T>(
  items: AsyncIterable<T> | Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  for await (const item of items) {
    const promise: Promise<void> = work(item).finally(() => running.delete(promise));
    promise.catch(() => undefined);
    running.add(promise);
    if (running.size >= atOnce) await Promise.race(running);
  }
  await Promise.all(running);
}

/** The first `count` of them. */
export async function take<T>(items: AsyncIterable<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  if (count <= 0) return taken;
  for await (const item of items) {
    taken.push(item);
    if (taken.length >= count) break;
  }
  return taken;
}
