import type { PlannedEvent } from '../../ops/dead-letters/plan.ts';
import type { Foreseen, Preview, Verdict } from './letter-shapes.ts';

/** The worst of a letter's events is the letter's. */
const WORST: readonly Verdict[] = ['unknown', 'retry', 'parked', 'superseded', 'applied'];

/** What a redrive would make of one letter, by what it would make of each of its events. */
export function previewOf(id: string, events: readonly PlannedEvent[]): Preview {
  const { verdict, shown } = worstOf(events);
  const why = [shown?.reason, shown?.error].filter(Boolean).join(': ') || reasonFor(verdict, shown?.held?.version);
  return { id, verdict, why, events: events.length };
}

/** What the target holds now, and would hold afterwards. */
export function foreseenOf(events: readonly PlannedEvent[]): Foreseen {
  const { shown } = worstOf(events);
  return { ...(shown?.held?.record && { before: shown.held.record }), ...(shown?.record && { after: shown.record }) };
}

function worstOf(events: readonly PlannedEvent[]) {
  const verdict = WORST.find((one) => events.some(({ preview }) => preview.outcome === one)) ?? 'unknown';
  return { verdict, shown: events.find(({ preview }) => preview.outcome === verdict)?.preview };
}

function reasonFor(verdict: Verdict, held: number | undefined): string | null {
  if (verdict !== 'superseded') return null;
  return held === undefined ? 'nothing is left to do' : `the target holds version ${held} already`;
}
