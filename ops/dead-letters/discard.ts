import { Audit } from '../audit.ts';
import type { Clients } from '../clients.ts';
import type { Workflow } from '../workflows.ts';
import { byQueue, type HeldLetter, holdLetters, release } from './hold.ts';
import type { LetterFilter } from './types.ts';

export interface Discarded {
  readonly removed: number;
  readonly problems: readonly string[];
}

const HOLD_S = 120;

/** Removes letters for good, without carrying them out; the audit log keeps who, when, which and why, but no payload. */
export async function discard(
  clients: Clients,
  workflow: Workflow,
  filter: LetterFilter,
  reason: string,
  command: 'discard' | 'forget' = 'discard',
): Promise<Discarded> {
  const audit = await Audit.open(clients, workflow.auditLogGroup, command);
  const { held, problems } = await holdLetters(clients, workflow, filter, { seconds: HOLD_S });
  let removed = 0;
  try {
    await audit.write(held.map((one) => entry(one, reason, command)));
    const left = [...problems];
    for (const [queue, receipts] of byQueue(held)) {
      const kept = await queue.remove(receipts);
      removed += receipts.length - kept.length;
      if (kept.length) left.push(`${queue.name}: ${kept.length} message(s) could not be removed`);
    }
    return { removed, problems: left };
  } catch (error) {
    await release(held);
    throw error;
  }
}

/** Who is forgotten must not be named in a log that is kept for years. */
function entry({ letter }: HeldLetter, reason: string, command: 'discard' | 'forget') {
  const { id, workflow, kind, key, version } = letter;
  const named = command === 'discard' && key !== undefined ? { key } : {};
  return { command, workflow, letter: id, kind, ...named, ...(version && { version }), outcome: 'removed', reason };
}
