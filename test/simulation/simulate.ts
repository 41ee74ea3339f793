import { Checks } from './checks.ts';
import { Deeds } from './deeds.ts';
import type { Mutation } from './life.ts';
import { count, type Differences, NONE } from './oracle.ts';
import { plan } from './schedule.ts';
import type { Snapshot } from './snapshot.ts';
import { World } from './world.ts';

export interface SeedOptions {
  readonly seed: number;
  readonly events: number;
  readonly days: number;
  readonly mutation?: Mutation;
}

export interface SeedResult extends Differences {
  readonly seed: number;
  /** Writes that were acknowledged. */
  readonly events: number;
  readonly traceHash: string;
  /** What went wrong that is no difference: an engine's fault, a work that never ended. */
  readonly error?: string;
}

/** Runs one seed, and compares source and target at each quiet moment; it ends at the first difference. */
export async function simulate(snapshot: Snapshot, options: SeedOptions): Promise<SeedResult> {
  const { seed, mutation } = options;
  const world = new World(snapshot, seed, mutation);
  let found = NONE;
  let error: string | undefined;
  try {
    found = await carriedOut(world, options);
  } catch (cause) {
    error = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  } finally {
    world.end();
  }
  const events = world.journal.writes + world.changes;
  return { seed, events, ...found, traceHash: world.trace.digest(), ...(error && { error }) };
}

async function carriedOut(world: World, { seed, events, days }: SeedOptions): Promise<Differences> {
  const { actions, keys } = plan(seed, events, days);
  const deeds = new Deeds(world, keys);
  const checks = new Checks(world);
  const begin = world.snapshot.at;
  /** How far behind the plan we are, since a check had to wait. */
  let delayMs = 0;
  await world.life.start();
  for (const action of actions) {
    await world.runUntil(action.at + begin + delayMs);
    if (action.kind !== 'check') await deeds.act(action);
    else {
      const found = await checks.check();
      delayMs = Math.max(delayMs, world.life.clock.now() - begin - action.at);
      if (count(found)) return found;
    }
  }
  return NONE;
}
