import { type Action, HOUR, MINUTE } from './action.ts';
import type { Draw } from './draw.ts';

/** About `mean` of them. */
export function several<T>(draw: Draw, mean: number, make: () => T | readonly T[]): T[] {
  const count = Math.floor(mean * 2 * draw.share() + draw.share());
  return Array.from({ length: count }, make).flat() as T[];
}

/** The services that the callbacks call fail for some minutes, most often after they have done what was asked. */
export function trouble(draw: Draw, at: number): Action {
  const kind = draw.one(['commit-then-timeout', 'commit-then-timeout', 'reset', '5xx'] as const);
  const fault = { vendor: draw.one(['comms', 'providers']), kind, rate: draw.between(0.2, 0.8), latencyMs: 20_000 };
  return { at, kind: 'fault', fault, forMs: Math.round(draw.between(1, 10) * MINUTE) };
}

/** A share of the calls fails, for seconds to half an hour. */
export function storm(draw: Draw, durationMs: number): Action[] {
  const at = draw.between(0, durationMs);
  const forMs = Math.round(draw.between(5_000, 30 * MINUTE));
  const kinds = ['429', '5xx', 'commit-then-timeout', 'timeout', 'reset', 'html', 'latency'] as const;
  return Array.from({ length: draw.whole(1, 3) }, () => {
    const kind = draw.one(kinds);
    const fault = { vendor: '*', kind, rate: draw.between(0.1, 0.9) };
    const more = { latencyMs: Math.round(draw.between(500, 40_000)), retryAfter: draw.whole(0, 40) };
    return { at, kind: 'fault', fault: { ...fault, ...more }, forMs };
  });
}

/** The target is down for hours: a few times for longer than a pipe holds on to a record. */
export function outage(draw: Draw, durationMs: number): Action {
  const hours = draw.chance(0.04) ? draw.between(18, 30) : draw.between(0.2, 2);
  const kind = draw.one(['5xx', 'timeout', 'reset'] as const);
  const forMs = Math.round(hours * HOUR);
  return { at: draw.between(0, durationMs), kind: 'fault', fault: { vendor: '*', kind, rate: 1 }, forMs };
}

export function weather(draw: Draw, durationMs: number): Action {
  const lateRate = draw.chance(0.6) ? draw.between(0, 0.3) : 0;
  const answerMs = draw.one([0, 0, 200, 4_500]);
  const weather = {
    latencyMs: draw.one([5, 100, 1_500]),
    answerMs,
    lateRate,
    lateMs: draw.one([20_000, 10 * MINUTE, 2 * HOUR]),
  };
  return { at: draw.between(0, durationMs), kind: 'weather', weather };
}

export function later(draw: Draw, durationMs: number, kind: 'redrive' | 'backfill'): Action {
  const delayMs = Math.round(draw.share() ** 3 * 2 * HOUR);
  return { at: draw.between(0, durationMs), kind, delayMs };
}

/** Most crashes hit a moment at which something is going on. */
export function crashes(draw: Draw, actions: readonly Action[], mean: number): Action[] {
  return several(draw, mean, () => ({
    at: draw.one(actions).at + draw.one([0, 0, 50, 2_000]) * draw.share(),
    kind: 'crash' as const,
    timers: draw.whole(0, 12),
    turns: draw.whole(0, 3),
    ticks: draw.whole(0, 60),
  }));
}
