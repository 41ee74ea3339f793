import type { WorkflowSummary } from '../../server/shapes.ts';

type Standing = Pick<WorkflowSummary, 'alarms' | 'deadLetters' | 'pipe'>;

/** The worst first. */
const HEALTH = ['alarm', 'stopped', 'attention', 'healthy'] as const;
export type Health = (typeof HEALTH)[number];

/** A workflow's state in one word: what is worst. Through a stopped pipe nothing is carried over, whatever else waits. */
export function healthOf({ alarms, deadLetters, pipe }: Standing): Health {
  const ringing = alarms.filter(({ state }) => state === 'ALARM');
  // The alarm of the dead letters says no more than that there are some.
  if (ringing.some(({ name }) => !name.endsWith('dead-letters'))) return 'alarm';
  if (pipe.state !== 'RUNNING') return 'stopped';
  if (lettersOf({ deadLetters }) > 0) return 'attention';
  if (ringing.length) return 'alarm';
  return 'healthy';
}

/** Orders workflows by how much they need somebody, then by name. */
export function byUrgency(a: Standing & { readonly name: string }, b: Standing & { readonly name: string }): number {
  return HEALTH.indexOf(healthOf(a)) - HEALTH.indexOf(healthOf(b)) || a.name.localeCompare(b.name);
}

export function lettersOf({ deadLetters }: Pick<WorkflowSummary, 'deadLetters'>): number {
  return deadLetters.reduce((sum, { visible, inFlight }) => sum + visible + inFlight, 0);
}

/** Events a minute, over the last five whole minutes. */
export function rateOf({ series }: WorkflowSummary): number {
  const last = series.events.slice(-6, -1);
  return last.length ? last.reduce((sum, value) => sum + value, 0) / last.length : 0;
}
