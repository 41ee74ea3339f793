import type { WorkflowSummary } from '../../server/shapes.ts';

/** A workflow's state in one word: what is worst. */
export function healthOf({
  alarms,
  deadLetters,
  pipe,
}: WorkflowSummary): 'alarm' | 'attention' | 'stopped' | 'healthy' {
  if (lettersOf({ deadLetters }) > 0) return 'attention';
  if (alarms.some(({ state }) => state === 'ALARM')) return 'alarm';
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
