import { type Action, DAY, HOUR, MINUTE, type WriteKind } from './action.ts';
import { trouble } from './disturbances.ts';
import type { Draw } from './draw.ts';

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

/** In bursts, as importers and people work: within one, a few items are written again and again. */
export function writes(draw: Draw, events: number, keys: number, durationMs: number): Action[] {
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

export function providers(draw: Draw, events: number, durationMs: number): Action[] {
  const ids = draw.whole(1, 4);
  const actions: Action[] = [];
  while (actions.length < events) {
    let at = draw.between(0, durationMs);
    const pauseMs = draw.one([0, 4_000, 8_000, 30_000]);
    const copies = draw.one([1, 1, 1, 2, 3]);
    const delayMs = draw.one([0, 0, 1_000, 10 * MINUTE]);
    const [ms, answerMs] = [draw.one([0, 0, 500, 5_000, 20_000, 59_000]), draw.one([0, 4_500])];
    const slow = { slowRate: draw.one([0, 0.1, 0.4]), slowMs: draw.one([2_000, 15_000, 2 * MINUTE]) };
    if (draw.chance(0.8)) actions.push({ at, kind: 'lag', ms, answerMs, ...slow });
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
export function users(draw: Draw, events: number, durationMs: number): Action[] {
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
