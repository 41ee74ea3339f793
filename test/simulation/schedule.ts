import { type Action, DAY, HOUR, type Plan, QUIET_MS } from './action.ts';
import { crashes, later, outage, several, storm, weather } from './disturbances.ts';
import { Draw } from './draw.ts';
import { providers, users, writes } from './traffic.ts';

/** The shares of events that are changes of providers, and of users. */
const PROVIDERS = 0.1;
const USERS = 0.04;

/** What happens in a run; the same numbers give the same plan. */
export function plan(seed: number, events: number, days: number): Plan {
  const draw = new Draw(seed);
  const keys = Math.max(5, Math.min(1_000, Math.round(events / draw.between(8, 40))));
  const durationMs = days * DAY;
  const actions = [
    ...writes(draw, events - Math.round(events * PROVIDERS) - Math.round(events * USERS), keys, durationMs),
    ...providers(draw, Math.round(events * PROVIDERS), durationMs),
    ...users(draw, Math.round(events * USERS), durationMs),
    ...several(draw, 1.5 * days, () => storm(draw, durationMs)),
    ...several(draw, 0.2 * days, () => outage(draw, durationMs)),
    ...several(draw, 0.5 * days, () => ({ at: draw.between(0, durationMs), kind: 'split' }) as const),
    ...several(draw, 1 * days, () => weather(draw, durationMs)),
    ...several(draw, 1 * days, () => later(draw, durationMs, 'redrive')),
    ...several(draw, 0.7 * days, () => later(draw, durationMs, 'backfill')),
    ...several(draw, 0.2 * days, () => ({ at: draw.between(0, durationMs), kind: 'deploy' }) as const),
  ];
  const disturbed = [...actions, ...crashes(draw, actions, 1.5 * days)].sort((a, b) => a.at - b.at);
  return {
    actions: [...withChecks(draw, disturbed)].map((action) => ({ ...action, at: Math.round(action.at) })),
    keys,
    durationMs,
  };
}

/** A check wherever nothing happens for long enough (at most a few hundred), and one at the end. */
function* withChecks(draw: Draw, actions: readonly Action[]): Generator<Action> {
  let busyUntil = 0;
  let checkedAt = 0;
  for (const action of actions) {
    const quiet = busyUntil + QUIET_MS;
    if (action.at > quiet && quiet > checkedAt + 4 * HOUR && draw.chance(0.5)) {
      yield { at: quiet, kind: 'check' };
      checkedAt = quiet;
    }
    yield action;
    busyUntil = Math.max(busyUntil, endOf(action));
  }
  yield { at: busyUntil + QUIET_MS, kind: 'check' };
}

function endOf(action: Action): number {
  if (action.kind === 'fault') return action.at + action.forMs;
  if (action.kind === 'redrive' || action.kind === 'backfill' || action.kind === 'provider' || action.kind === 'user')
    return action.at + action.delayMs;
  if (action.kind === 'weather') return action.at + action.weather.lateMs;
  return action.at;
}
