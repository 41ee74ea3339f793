import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { optionsOf, refuse, wholeNumber } from '../support/options.ts';
import { MUTATIONS, type MutationName } from './mutations.ts';
import { runAll } from './pool.ts';
import { Progress } from './progress.ts';
import type { SeedResult } from './simulate.ts';
import type { Task } from './worker.ts';

const HELP = `Runs the synthesised app under faults on virtual time, and compares source and target.

  npm run --silent simulate -- [options]

  --seeds N      how many seeds (100)
  --from SEED    the first one (1); a failing seed alone is replayed by --seeds 1 --from SEED
  --events N     writes per seed (1000)
  --days N       virtual days per seed (2)
  --jobs N       processes (as many as there are cores)
  --without G    take a guard away, and stop at the first seed that notices: ${Object.keys(MUTATIONS).join(', ')}
  --assembly F   a folder with the app, synthesised already
  --json         one JSON object and nothing else
`;

const values = optionsOf(HELP, {
  seeds: { type: 'string', default: '100' },
  from: { type: 'string', default: '1' },
  events: { type: 'string', default: '1000' },
  days: { type: 'string', default: '2' },
  jobs: { type: 'string', default: String(availableParallelism()) },
  assembly: { type: 'string' },
  without: { type: 'string' },
  json: { type: 'boolean', default: false },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const begin = performance.now();
  const results: SeedResult[] = [];
  const progress = new Progress(number('seeds'));
  const onResult = (result: SeedResult) => {
    results.push(result);
    if (failed(result)) tellFailure(result);
    progress.tell(result);
    return values.without !== undefined && failed(result);
  };
  await runAll([...tasks()], number('jobs'), onResult, values.assembly);
  const summary = summarise(untilNoticed(results), (performance.now() - begin) / 1000);
  console.log(values.json ? JSON.stringify(summary) : readable(summary));
  return summary.failingSeeds.length > 0 && !values.without ? 1 : 0;
}

function* tasks(): Generator<Task> {
  const [from, events, days] = [number('from'), number('events'), number('days')];
  const mutation = values.without as MutationName | undefined;
  if (mutation && !Object.hasOwn(MUTATIONS, mutation)) refuse(`there is no guard ${mutation}: see --help`);
  for (let seed = from; seed < from + number('seeds'); seed++)
    yield { seed, events, days, ...(mutation && { mutation }) };
}

function number(name: 'seeds' | 'from' | 'events' | 'days' | 'jobs'): number {
  return wholeNumber(name, values[name], 1);
}

function failed({ lost, stale, resurrected, error }: SeedResult): boolean {
  return error !== undefined || lost.length + stale.length + resurrected.length > 0;
}

/** Without a guard: until the first seed that notices. Those after it, which another process had begun by then, do not count. */
function untilNoticed(results: readonly SeedResult[]): readonly SeedResult[] {
  if (values.without === undefined) return results;
  const first = Math.min(...results.filter(failed).map(({ seed }) => seed));
  return results.filter(({ seed }) => seed <= first);
}

interface Summary {
  readonly seeds: number;
  readonly events: number;
  readonly lost: number;
  readonly stale: number;
  readonly resurrected: number;
  readonly failingSeeds: readonly number[];
  readonly wallSeconds: number;
  /** Over the traces of all seeds: the same for the same seeds, events and days, whatever the number of jobs. */
  readonly traceHash: string;
}

function summarise(results: readonly SeedResult[], seconds: number): Summary {
  const bySeed = results.toSorted((a, b) => a.seed - b.seed);
  const count = (of: (result: SeedResult) => number) => results.reduce((sum, result) => sum + of(result), 0);
  return {
    seeds: results.length,
    events: count(({ events }) => events),
    lost: count(({ lost }) => lost.length),
    stale: count(({ stale }) => stale.length),
    resurrected: count(({ resurrected }) => resurrected.length),
    failingSeeds: bySeed.filter(failed).map(({ seed }) => seed),
    wallSeconds: Math.round(seconds * 10) / 10,
    traceHash: createHash('sha256')
      .update(bySeed.map(({ traceHash }) => traceHash).join())
      .digest('hex')
      .slice(0, 16),
  };
}

function tellFailure({ seed, lost, stale, resurrected, error }: SeedResult): void {
  console.error(`seed ${seed} failed${error ? `: ${error}` : ''}`);
  for (const [name, keys] of Object.entries({ lost, stale, resurrected }))
    for (const key of keys.slice(0, 5)) console.error(`  ${name}: ${key}`);
}

function readable({ failingSeeds, ...figures }: Summary): string {
  const lines = Object.entries(figures).map(([name, value]) => `${name.padEnd(12)} ${value}`);
  return [...lines, `failing      ${failingSeeds.join(', ') || 'none'}`].join('\n');
}
