import type { Fault } from '../../local/saas/faults.ts';
import { Draw } from './draw.ts';
import type { Weather } from './network.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What a writer does to an item. */
export type WriteKind =
  /** Replaces it, or makes it (anew). */
  | 'put'
  /** Changes some attributes, and removes others. */
  | 'update'
  | 'delete'
  /** As an importer does: the version jumps. */
  | 'jump'
  /** By hand in the console: the version does not rise. */
  | 'hand'
  /** By hand in the console: the row is removed. */
  | 'handDelete'
  /** What the contract refuses. */
  | 'invalid'
  /** What the target refuses. */
  | 'large';

/** What a person does at Auth0: comes or changes something, goes; or leaves the mailing list. */
export type UserChange = 'change' | 'go' | 'unsubscribe';

/** What happens, and when (milliseconds from the start). */
export type Action = { readonly at: number } & (
  | { readonly kind: 'write'; readonly write: WriteKind; readonly key: number; readonly skewMs: number }
  /** The portal changes a provider; its event comes so often, each copy up to so much later. */
  | {
      readonly kind: 'provider';
      readonly id: string;
      readonly deleted: boolean;
      readonly copies: number;
      readonly delayMs: number;
    }
  /** A person does something at Auth0, whose events come late, twice and in no order. */
  | {
      readonly kind: 'user';
      readonly who: number;
      readonly change: UserChange;
      readonly forms: readonly string[];
      readonly delayMs: number;
    }
  /** The portal's API shows what was so long ago; answers of all vendors are so long on their way. */
  | { readonly kind: 'lag'; readonly ms: number; readonly answerMs: number }
  | { readonly kind: 'fault'; readonly fault: Omit<Fault, 'id' | 'untilMs'>; readonly forMs: number }
  | { readonly kind: 'weather'; readonly weather: Weather }
  | { readonly kind: 'split' }
  /** Killed after so many timers, turns of the event loop and promise ticks, while so many writes are under way. */
  | { readonly kind: 'crash'; readonly timers: number; readonly turns: number; readonly ticks: number }
  | { readonly kind: 'redrive'; readonly delayMs: number }
  | { readonly kind: 'backfill'; readonly delayMs: number }
  | { readonly kind: 'deploy' }
  /** Nothing has happened for long enough: source and target must agree. */
  | { readonly kind: 'check' }
);

export interface Plan {
  readonly actions: readonly Action[];
  readonly keys: number;
  readonly durationMs: number;
}

/** After the last disturbance everything must have arrived within this time. */
export const QUIET_MS = 30 * MINUTE;

const WRITES: Readonly<Record<WriteKind, number>> = {
  put: 40,
  update: 30,
  delete: 14,
  jump: 3,
  hand: 3,
  handDelete: 1,
  invalid: 3,
  large: 1,
};

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

/** In bursts, as importers and people work: within one, a few items are written again and again. */
function writes(draw: Draw, events: number, keys: number, durationMs: number): Action[] {
  const actions: Action[] = [];
  while (actions.length < events) {
    let at = draw.between(0, durationMs);
    const isImport = draw.chance(0.25);
    const size = Math.min(events - actions.length, isImport ? draw.whole(100, 500) : draw.whole(1, 80));
    const pauseMs = isImport ? draw.one([1, 5, 20]) : draw.one([0, 1, 20, 300]);
    const hot = Array.from({ length: draw.whole(1, isImport ? 60 : 12) }, () => draw.whole(0, keys - 1));
    const skewMs = draw.chance(0.2) ? Math.round(draw.between(-DAY, DAY)) : 0;
    for (let n = 0; n < size; n++) {
      const key = draw.chance(0.6) ? draw.one(hot) : draw.whole(0, keys - 1);
      actions.push({ at: Math.round(at), kind: 'write', write: draw.weighted(WRITES), key, skewMs });
      at += draw.share() * pauseMs;
    }
  }
  return actions;
}

function providers(draw: Draw, events: number, durationMs: number): Action[] {
  const ids = draw.whole(1, 4);
  const actions: Action[] = [];
  while (actions.length < events) {
    let at = draw.between(0, durationMs);
    const pauseMs = draw.one([0, 4_000, 8_000, 30_000]);
    const copies = draw.one([1, 1, 1, 2, 3]);
    const delayMs = draw.one([0, 0, 1_000, 10 * MINUTE]);
    const [ms, answerMs] = [draw.one([0, 0, 500, 5_000, 20_000, 59_000]), draw.one([0, 4_500])];
    if (draw.chance(0.8)) actions.push({ at, kind: 'lag', ms, answerMs });
    if (draw.chance(0.3)) actions.push(trouble(draw, at));
    let id = draw.whole(1, ids);
    for (let left = draw.whole(2, 8); left > 0 && actions.length < events; left--) {
      if (draw.chance(0.4)) id = draw.whole(1, ids);
      actions.push({ at, kind: 'provider', id: `provider-${id}`, deleted: draw.chance(0.25), copies, delayMs });
      at += draw.between(0.5, 1) * pauseMs;
    }
  }
  return actions;
}

/** A few people, each of whom does several things within minutes or days. */
function users(draw: Draw, events: number, durationMs: number): Action[] {
  const people = Math.max(1, Math.round(events / draw.between(3, 8)));
  const actions: Action[] = [];
  while (actions.length < events) {
    let at = draw.between(0, durationMs);
    const who = draw.whole(1, people);
    const pauseMs = draw.one([3_000, 10 * MINUTE, 6 * HOUR]);
    for (let left = draw.whole(1, 4); left > 0 && actions.length < events; left--) {
      const change = draw.weighted({ change: 60, go: 25, unsubscribe: 15 });
      const forms = draw.one([['event'], ['log', 'event']]);
      actions.push({ at, kind: 'user', who, change, forms, delayMs: draw.one([0, 5_000, 20 * MINUTE]) });
      at += 1_000 + draw.share() * pauseMs;
    }
  }
  return actions;
}

/** The services that the callbacks call fail for some minutes, most often after they have done what was asked. */
function trouble(draw: Draw, at: number): Action {
  const kind = draw.one(['commit-then-timeout', 'commit-then-timeout', 'reset', '5xx'] as const);
  const fault = { vendor: draw.one(['comms', 'providers']), kind, rate: draw.between(0.2, 0.8), latencyMs: 20_000 };
  return { at, kind: 'fault', fault, forMs: Math.round(draw.between(1, 10) * MINUTE) };
}

/** About `mean` of them. */
function several<T>(draw: Draw, mean: number, make: () => T | readonly T[]): T[] {
  const count = Math.floor(mean * 2 * draw.share() + draw.share());
  return Array.from({ length: count }, make).flat() as T[];
}

/** A share of the calls fails, for seconds to half an hour. */
function storm(draw: Draw, durationMs: number): Action[] {
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
function outage(draw: Draw, durationMs: number): Action {
  const hours = draw.chance(0.04) ? draw.between(18, 30) : draw.between(0.2, 2);
  const kind = draw.one(['5xx', 'timeout', 'reset'] as const);
  const forMs = Math.round(hours * HOUR);
  return { at: draw.between(0, durationMs), kind: 'fault', fault: { vendor: '*', kind, rate: 1 }, forMs };
}

function weather(draw: Draw, durationMs: number): Action {
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

function later(draw: Draw, durationMs: number, kind: 'redrive' | 'backfill'): Action {
  const delayMs = Math.round(draw.share() ** 3 * 2 * HOUR);
  return { at: draw.between(0, durationMs), kind, delayMs };
}

/** Most crashes hit a moment at which something is going on. */
function crashes(draw: Draw, actions: readonly Action[], mean: number): Action[] {
  return several(draw, mean, () => ({
    at: draw.one(actions).at + draw.one([0, 0, 50, 2_000]) * draw.share(),
    kind: 'crash' as const,
    timers: draw.whole(0, 12),
    turns: draw.whole(0, 3),
    ticks: draw.whole(0, 60),
  }));
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
