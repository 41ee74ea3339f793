import type { Process } from '../gateway/contest.ts';
import type { Task } from './definition.ts';
import { AwsPool } from './wire.ts';

/** One kind of call, made again and again. */
export interface Contest {
  readonly name: string;
  step(aws: AwsPool, n: number): Promise<void>;
}

export interface Figures {
  /** Calls or executions a second, the median of the rounds. */
  readonly ours: number;
  readonly peer: number | undefined;
  /** Of ours to the peer's, the median of the rounds' ratios: over 1, ours is ahead. */
  readonly ratio: number | undefined;
}

const CONNECTIONS = 32;

/** In turns: both meet whatever else the machine does. @param ports of ours, and of the peer if there is one */
export async function onTheWire(
  ports: readonly [number, number | undefined],
  setUp: (aws: AwsPool) => Promise<void>,
  contests: readonly Contest[],
  { rounds, calls }: { readonly rounds: number; readonly calls: number },
): Promise<Record<string, Figures>> {
  const pools = ports.map((port) => (port === undefined ? undefined : new AwsPool(port, CONNECTIONS)));
  await Promise.all(pools.map((pool) => pool && setUp(pool)));
  const rates = contests.map(() => [[], []] as [number[], number[]]);
  for (let round = 0; round <= rounds; round += 1)
    for (const [index, contest] of contests.entries())
      for (const [side, pool] of inTurn(pools, round))
        if (pool) {
          const rate = await perSecond(pool, contest, calls);
          if (round > 0) rates[index]?.[side as 0 | 1].push(rate); // the first round warms up
        }
  await Promise.all(pools.map((pool) => pool?.close()));
  return Object.fromEntries(contests.map(({ name }, index) => [name, figures(...(rates[index] ?? [[], []]))]));
}

/** Who goes first changes with the round. */
function inTurn<T>(pools: readonly T[], round: number): [number, T][] {
  const entries = [...pools.entries()];
  return round % 2 ? entries.reverse() : entries;
}

async function perSecond(aws: AwsPool, { step }: Contest, calls: number): Promise<number> {
  let next = 0;
  const begin = performance.now();
  const callers = Array.from({ length: CONNECTIONS }, async () => {
    while (next < calls) await step(aws, next++);
  });
  await Promise.all(callers);
  return (1_000 * calls) / (performance.now() - begin);
}

/** Executions a second, in turns. */
export async function executions(
  ours: Process,
  peer: Process | undefined,
  { rounds, count }: { readonly rounds: number; readonly count: number },
): Promise<Figures> {
  const rates: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round += 1)
    for (const [side, process] of inTurn([ours, peer], round))
      if (process) {
        const { ms } = await process.ask<{ ms: number }>(JSON.stringify({ from: round * count, count } satisfies Task));
        if (round > 0) rates[side as 0 | 1].push((1_000 * count) / ms);
      }
  return figures(...rates);
}

function figures(ours: readonly number[], peers: readonly number[]): Figures {
  const ratios = peers.map((peer, round) => (ours[round] ?? 0) / peer);
  const peer = peers.length ? Math.round(median(peers)) : undefined;
  return { ours: Math.round(median(ours)), peer, ratio: ratios.length ? hundredths(median(ratios)) : undefined };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const hundredths = (value: number): number => Math.round(value * 100) / 100;
