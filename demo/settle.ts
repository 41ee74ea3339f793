import type { Differences } from './differences.ts';

/** With no difference left we are done; with some, we go on as long as they become fewer, and this long after that. */
const PATIENCE_MS = 90_000;
const GLANCE_MS = 500;

/** Compares again and again until nothing differs, or until it no longer gets better. */
export async function settle(compare: () => Promise<Differences>): Promise<Differences> {
  let [best, since] = [Number.POSITIVE_INFINITY, performance.now()];
  for (;;) {
    const differences = await compare();
    const count = differences.lost.length + differences.stale.length + differences.resurrected.length;
    if (count === 0) return differences;
    if (count < best) [best, since] = [count, performance.now()];
    if (performance.now() - since > PATIENCE_MS) return differences;
    await new Promise((resolve) => setTimeout(resolve, GLANCE_MS));
  }
}
