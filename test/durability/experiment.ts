import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalProcess, startLocal } from '../support/local-process.ts';
import { Aws, Unknown } from './aws.ts';
import { fill } from './fill.ts';
import { seeded } from './random.ts';
import type { Workload } from './workload.ts';
import { Events } from './workloads/events.ts';
import { Executions } from './workloads/executions.ts';
import { Items } from './workloads/items.ts';
import { Messages } from './workloads/messages.ts';
import { Objects } from './workloads/objects.ts';
import { Secrets } from './workloads/secrets.ts';
import { Tokens } from './workloads/tokens.ts';
import { Transfers } from './workloads/transfers.ts';

export interface Plan {
  readonly kills: number;
  /** Decides when each life is killed; what runs at that moment is the machine's own chance. */
  readonly seed: number;
  /** How many items a table has from the start, for the time that a restart takes. */
  readonly items?: number;
  readonly progress?: (line: string) => void;
}

export interface Findings {
  readonly kills: number;
  readonly seed: number;
  /** Calls that were acknowledged, by workload. */
  readonly acknowledged: Record<string, number>;
  /** What was lost, or applied though it was refused; empty if all is well. */
  readonly wrong: readonly string[];
  /** Milliseconds from the start of a process on the used data to its ready line. */
  readonly restartMs: { readonly median: number; readonly longest: number };
}

const CALLERS_PER_WORKLOAD = 2;
const LIFE_MS = { least: 30, most: 700 };

/** Loads a runtime, kills it with SIGKILL, starts it again and compares, again and again. */
export async function killAgainAndAgain({ kills, seed, items = 0, progress = () => {} }: Plan): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-durability-'));
  const workloads = [Items, Transfers, Messages, Executions, Tokens, Events, Secrets, Objects].map(
    (Kind): Workload => new Kind(),
  );
  const random = seeded(seed);
  const wrong: string[] = [];
  const startsMs: number[] = [];
  let local = await start(folder, startsMs);
  try {
    for (const workload of workloads) await workload.setUp(new Aws(local.endpoint));
    await fill(new Aws(local.endpoint), items);
    for (let kill = 1; kill <= kills; kill += 1) {
      await loadAndKill(local, workloads, LIFE_MS.least + random() * (LIFE_MS.most - LIFE_MS.least));
      local = await start(folder, startsMs);
      const found = await compare(workloads, (workload) => workload.check(new Aws(local.endpoint)));
      wrong.push(...found.map((text) => `after kill ${kill}: ${text}`));
      progress(`kill ${kill}/${kills}: ready again after ${startsMs.at(-1)} ms, ${found.length} wrong`);
    }
    wrong.push(...(await compare(workloads, (workload) => workload.settle(new Aws(local.endpoint)))));
  } finally {
    await local.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
  const acknowledged = Object.fromEntries(workloads.map((workload) => [workload.name, workload.acknowledged]));
  return { kills, seed, acknowledged, wrong, restartMs: summary(startsMs.slice(1)) };
}

async function start(folder: string, startsMs: number[]): Promise<LocalProcess> {
  const begin = performance.now();
  const local = await startLocal('--empty', '--port', '0', '--data', folder);
  startsMs.push(Math.round(performance.now() - begin));
  return local;
}

async function loadAndKill(local: LocalProcess, workloads: readonly Workload[], lifeMs: number): Promise<void> {
  const aws = new Aws(local.endpoint);
  const life = { over: false };
  const callers = workloads.flatMap((workload) =>
    Array.from({ length: CALLERS_PER_WORKLOAD }, () => keepStepping(workload, aws, life)),
  );
  await new Promise((resolve) => setTimeout(resolve, lifeMs));
  life.over = true;
  await local.end('SIGKILL');
  await Promise.all(callers);
}

async function keepStepping(workload: Workload, aws: Aws, life: { readonly over: boolean }): Promise<void> {
  while (!life.over) {
    try {
      await workload.step(aws);
    } catch (error) {
      if (!(error instanceof Unknown)) throw error;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function compare(
  workloads: readonly Workload[],
  by: (workload: Workload) => Promise<string[]>,
): Promise<string[]> {
  const found = await Promise.all(
    workloads.map(async (workload) => (await by(workload)).map((text) => `${workload.name}: ${text}`)),
  );
  return found.flat();
}

function summary(times: number[]): Findings['restartMs'] {
  const sorted = [...times].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, longest: sorted.at(-1) ?? 0 };
}
