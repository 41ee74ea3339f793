import { QUIET_MS } from './action.ts';
import type { Life } from './life.ts';
import type { Operator } from './operator.ts';
import { count, type Differences, together } from './oracle.ts';
import type { Portal } from './portal.ts';
import type { Tenant } from './tenant.ts';

interface Parties {
  readonly life: Life;
  readonly operator: Operator;
  readonly portal: Portal;
  readonly tenant: Tenant;
}

/**
 * What is wrong with the views and the list that the workflows behind a bus keep. What waited for an outage to end tries again half an
 * hour later at most (lib/retries.ts), and is applied or parked only then. So the dead letters are redriven when all that was under way
 * has ended, and read when the redrive has: what was parked late, or once more, is known by its letter.
 */
export async function busDifferences({ life, operator, portal, tenant }: Parties): Promise<Differences> {
  const look = async () => together(await portal.differences(life), await tenant.differences(life, operator.letters));
  const found = await look();
  if (!count(found)) return found;
  await life.runUntil(life.clock.now() + 2 * QUIET_MS);
  await life.during(operator.redriveEvents(life));
  await life.runUntil(life.clock.now() + 2 * QUIET_MS);
  await operator.readEventLetters(life);
  return look();
}
