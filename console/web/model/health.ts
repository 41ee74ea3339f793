import type { WorkflowSummary } from '../../server/shapes.ts';

/** A workflow's state in one word: what is worst. */
export function healthOf({
  alarms,
  deadLetters,
  pipe,
}: Pick<WorkflowSummary, 'alarms' | 'deadLetters' | 'pipe'>): 'alarm' | 'attention' | 'stopped' | 'healthy' {
  const ringing = alarms.filter(({ state }) => state === 'ALARM');
  // The alarm of the dead letters says no more than that there are some.
  if (ringing.some(({ name }) => !name.endsWith('dead-letters'))) return 'alarm';
  if (lettersOf({ deadLetters }) > 0) return 'attention';
  if (ringing.length) return 'alarm';
  if (pipe.state !== 'RUNNING') return 'stopped';
  return 'healthy';
}

export function lettersOf({ deadLetters }: Pick<WorkflowSummary, 'deadLetters'>): number {
  return deadLetters.reduce((sum, { visible, inFlight }) => sum + visible + inFlight, 0);
}

/** Events a minute, over the last five whole minutes. */
export function rateOf({ series }: WorkflowSummary): number {
  const last = series.events.slice(-6, -1);
  return last.length ? last.reduce((sum, value) => sum + value, 0) / last.length : 0;
}
