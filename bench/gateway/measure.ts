import { type Contestant, load, type Process, request, start } from './contest.ts';

export interface Measured {
  readonly name: string;
  requestsPerSecond: number;
  p50: number;
  p99: number;
  cpuMicrosPerRequest: number;
  /** CPU against the BFF with the same client, from the same rounds: the median of the rounds' ratios. */
  cpuAgainstBff: number;
  memoryMb: number;
  upstreamCalls: number;
  coldStartMs: number | null;
  bundleBytes: number | null;
}

interface Round {
  readonly requestsPerSecond: number;
  readonly cpuMicros: number;
}

export interface Running {
  readonly contestant: Contestant;
  readonly process: Process;
  readonly rounds: Round[];
  readonly times: number[];
  memory: number;
  upstreamCalls: number;
}

interface Usage {
  readonly cpu: { readonly user: number; readonly system: number };
  readonly memory: number;
}

export async function enter(contestant: Contestant, upstream: Process): Promise<Running> {
  const process = await start(contestant.script, contestant.args, { UPSTREAM: `http://127.0.0.1:${upstream.port}` });
  await request(process.port);
  const before = await upstream.ask<{ calls: number }>('calls');
  for (let i = 0; i < 10; i++) await request(process.port);
  const after = await upstream.ask<{ calls: number }>('calls');
  return { contestant, process, rounds: [], times: [], memory: 0, upstreamCalls: (after.calls - before.calls) / 10 };
}

export const answerOf = (running: Running): Promise<string> => request(running.process.port);

/** Who comes after whom differs from round to round: what one leaves behind meets all of them. */
export const turnsOf = <T>(list: readonly T[], round: number): T[] => {
  const first = round % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
};

/** CPU that a process uses for what is sent to it meanwhile, in microseconds a request. */
export async function cpuOf(
  process: Process,
  send: () => Promise<unknown>,
  milliseconds: number,
  concurrency: number,
): Promise<{ times: number[]; seconds: number; cpuMicros: number; memory: number }> {
  const before = await process.ask<Usage>('usage');
  const started = performance.now();
  const times = await load(send, milliseconds, concurrency);
  const seconds = (performance.now() - started) / 1000;
  const after = await process.ask<Usage>('usage');
  const cpu = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system;
  return { times, seconds, cpuMicros: cpu / times.length, memory: after.memory };
}

/** One contestant's turn in a round. */
export async function turn(running: Running, milliseconds: number, concurrency: number, keep: boolean): Promise<void> {
  const { process } = running;
  const one = await cpuOf(process, () => request(process.port), milliseconds, concurrency);
  if (!keep) return;
  running.rounds.push({ requestsPerSecond: one.times.length / one.seconds, cpuMicros: one.cpuMicros });
  running.times.push(...one.times);
  running.memory = one.memory;
}

export const median = (list: readonly number[]): number => quantile(list, 0.5);

function quantile(list: readonly number[], q: number): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

export const rounded = (n: number, digits = 1): number => Math.round(n * 10 ** digits) / 10 ** digits;

export function summary(running: Running, bff: Running | undefined): Measured {
  const ratios = running.rounds.map((r, i) => r.cpuMicros / (bff?.rounds[i]?.cpuMicros ?? Number.NaN));
  return {
    name: running.contestant.name,
    requestsPerSecond: rounded(median(running.rounds.map((r) => r.requestsPerSecond)), 0),
    p50: rounded(quantile(running.times, 0.5), 2),
    p99: rounded(quantile(running.times, 0.99), 2),
    cpuMicrosPerRequest: rounded(median(running.rounds.map((r) => r.cpuMicros)), 0),
    cpuAgainstBff: rounded(median(ratios), 2),
    memoryMb: rounded(running.memory / 1e6, 0),
    upstreamCalls: running.upstreamCalls,
    coldStartMs: null,
    bundleBytes: null,
  };
}
