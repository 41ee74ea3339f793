import { setFlagsFromString } from 'node:v8';

/**
 * V8 lets the old generation grow to about twice what is alive before it collects, the more the more memory the machine has. A runtime
 * that only hands events on then grows with their number, not with what it holds: here it collects at a fifth above. Holds for the
 * threads that are started later, too.
 */
const GROWTH_PERCENT = 20;

/** For a process that runs for long: to be called once its code is loaded (which makes no garbage, only grows), before it works. */
export function keepMemoryFlat(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
