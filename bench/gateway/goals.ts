import type { BundleReport } from './bundle.ts';
import type { EngineReport } from './engine.ts';
import { median, type Running, rounded } from './measure.ts';

export const BFF = 'Fastify BFF, same HTTP client';
export const OURS = 'ours, compiled';

export interface Goal {
  readonly goal: string;
  /** Null where who it is measured against did not take part. */
  readonly measured: number | null;
  readonly met: boolean | null;
}

const atMost = (goal: string, measured: number | null, limit: number): Goal => ({
  goal,
  measured,
  met: measured === null ? null : measured <= limit,
});

const atLeast = (goal: string, measured: number | null, limit: number): Goal => ({
  goal,
  measured,
  met: measured === null ? null : measured >= limit,
});

/** What the gateway promises, beside what was measured in this run. */
export function goals(
  running: readonly Running[],
  different: readonly string[],
  engine: EngineReport,
  bundle: BundleReport,
): Goal[] {
  const cpu = (name: string, other: string): number | null => ratio(running, name, other);
  const large = bundle.coldStartWithLargeSourcesMs;
  return [
    atMost('contestants whose answer differs', different.length, 0),
    atMost('CPU against the BFF with the same client: at most 1.1', cpu(OURS, BFF), 1.1),
    atLeast('CPU of Hive Gateway against ours: at least 8', cpu('Hive Gateway runtime', OURS), 8),
    atLeast('CPU of yoga + stitch against ours: at least 8', cpu('yoga + stitch', OURS), 8),
    atLeast('CPU of Apollo Server against ours: at least 4', cpu('Apollo Server 5, datasource-rest', OURS), 4),
    atMost('engine alone, 10 items: at most 25 µs', engine.compiledMicros10, 25),
    atMost('engine alone, 100 items: at most 100 µs', engine.compiledMicros100, 100),
    atMost('cold start over bare Node: at most 20 ms', bundle.coldStartOverBareMs, 20),
    atMost(
      'the same with large sources: at most 20 ms',
      large === null ? null : rounded(large - bundle.bareNodeMs),
      20,
    ),
    atMost('function with all pages’ plans: at most 50,000 bytes', bundle.bundleBytesAllOperations, 50_000),
  ];
}

/** CPU of one against another: the median of the rounds' ratios. */
function ratio(running: readonly Running[], name: string, other: string): number | null {
  const one = running.find((r) => r.contestant.name === name);
  const two = running.find((r) => r.contestant.name === other);
  if (!one || !two) return null;
  return rounded(median(one.rounds.map((r, i) => r.cpuMicros / (two.rounds[i]?.cpuMicros ?? Number.NaN))), 2);
}
