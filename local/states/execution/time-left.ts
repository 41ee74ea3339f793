import { LIMITS } from '../limits.ts';
import type { Execution } from './execution.ts';

/** How many milliseconds an execution may still run; undefined for the year that nobody waits for. A redrive begins its time anew. */
export function timeLeft({ plan, row, durable, engine }: Execution): number | undefined {
  const seconds = plan.machine.TimeoutSeconds;
  const own = seconds === undefined ? Number.POSITIVE_INFINITY : seconds * 1_000;
  const limit = Math.min(own, durable ? LIMITS.standardMs : LIMITS.expressMs);
  if (limit === LIMITS.standardMs) return undefined;
  return Math.max(0, (row.redriven ?? row.start) + limit - engine.cloud.clock.now());
}
