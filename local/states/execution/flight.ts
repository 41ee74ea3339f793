import type { Checkpoint } from './checkpoint.ts';
import type { Visit } from './visit.ts';

/** What a checkpoint keeps of the state in flight. */
export const inFlight = (visit: Visit): Partial<Checkpoint> => ({
  entered: { id: visit.enteredId, at: visit.enteredAt, previous: visit.beforeId },
  retries: visit.retries,
  retryCount: visit.retryCount,
  phase: visit.phase,
  ...(visit.retryAt === undefined ? {} : { retryAt: visit.retryAt }),
});

/** The visit as the checkpoint left it. */
export function backInFlight(visit: Visit, { entered, ...kept }: Checkpoint): Visit {
  if (entered) {
    visit.enteredId = entered.id;
    visit.enteredAt = entered.at;
    visit.beforeId = entered.previous;
  }
  visit.retries = kept.retries ?? [];
  visit.retryCount = kept.retryCount ?? 0;
  visit.retryAt = kept.retryAt;
  visit.phase = kept.phase ?? {};
  return visit;
}
