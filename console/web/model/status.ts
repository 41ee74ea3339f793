export type Tone = 'ok' | 'bad' | 'warn' | 'run' | 'idle';

export interface StatusLook {
  readonly label: string;
  readonly tone: Tone;
  /** A path on 10 by 10: a shape of its own for each tone, so that nobody needs to see colours. */
  readonly shape: string;
}

const TICK = 'M1.5 5.300 4 7.800 8.500 2.500';
const CROSS = 'M2 2l6 6M8 2 2 8';
const CLOCK = 'M5 1a4 4 0 1 1 0 8 4 4 0 0 1 0-8M5 3v2.200l1.500 1';
const PLAY = 'M3 1.800v6.400L8.200 5z';
const DASH = 'M2 5h6';
const ALERT = 'M5 1 9.200 8.500H.8zM5 4v2';
const TWICE = 'M1.500 2.500 4 5 1.500 7.500M5.500 2.500 8 5 5.500 7.500';

const LOOKS: Readonly<Record<string, StatusLook>> = {
  RUNNING: { label: 'Running', tone: 'run', shape: PLAY },
  SUCCEEDED: { label: 'Succeeded', tone: 'ok', shape: TICK },
  PARKED: { label: 'Parked', tone: 'warn', shape: ALERT },
  FAILED: { label: 'Failed', tone: 'bad', shape: CROSS },
  TIMED_OUT: { label: 'Timed out', tone: 'bad', shape: CLOCK },
  ABORTED: { label: 'Aborted', tone: 'idle', shape: DASH },
  PENDING_REDRIVE: { label: 'Pending redrive', tone: 'warn', shape: CLOCK },
  UNKNOWN: { label: 'Unknown', tone: 'idle', shape: DASH },
  succeeded: { label: 'Succeeded', tone: 'ok', shape: TICK },
  failed: { label: 'Failed', tone: 'bad', shape: CROSS },
  caught: { label: 'Caught', tone: 'warn', shape: ALERT },
  running: { label: 'Running', tone: 'run', shape: PLAY },
  applied: { label: 'Would apply', tone: 'ok', shape: TICK },
  superseded: { label: 'Superseded', tone: 'idle', shape: TWICE },
  parked: { label: 'Still failing', tone: 'bad', shape: CROSS },
  retry: { label: 'Outage now', tone: 'warn', shape: CLOCK },
  unknown: { label: 'Unknown', tone: 'warn', shape: ALERT },
  healthy: { label: 'Healthy', tone: 'ok', shape: TICK },
  attention: { label: 'Dead letters', tone: 'warn', shape: ALERT },
  alarm: { label: 'Alarm', tone: 'bad', shape: CROSS },
  stopped: { label: 'Stopped', tone: 'bad', shape: DASH },
  OK: { label: 'OK', tone: 'ok', shape: TICK },
  ALARM: { label: 'Alarm', tone: 'bad', shape: ALERT },
  INSUFFICIENT_DATA: { label: 'No data', tone: 'idle', shape: DASH },
};

export function statusOf(status: string): StatusLook {
  return LOOKS[status] ?? { label: status.toLowerCase().replaceAll('_', ' '), tone: 'idle', shape: DASH };
}
