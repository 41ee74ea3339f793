import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleGateway } from '../../gateway/construct.ts';
import type { SourceDeclaration } from '../../gateway/declare.ts';
import { sources } from '../../gateway/sources/index.ts';
import { shortlistDocument } from './contestant.ts';
import { median, turnsOf } from './measure.ts';
import { wildSources } from './wild.ts';

export interface BundleReport {
  /**
   * From the start of the process to its first answer, in milliseconds: a registered operation by its hash, as production's clients
   * send it, without its variable, so that no upstream takes part.
   */
  readonly coldStartMs: number;
  readonly bareNodeMs: number;
  /** The median of the differences, pair by pair. */
  readonly coldStartOverBareMs: number;
  /** The same in processor time, which what else the machine does stretches less. */
  readonly coldStartCpuOverBareMs: number;
  /** Large public documents declared beside the company's. */
  readonly coldStartWithLargeSourcesMs: number | null;
  /** `index.mjs`: the gateway and the plan of the shortlist. */
  readonly bundleBytes: number;
  readonly bundleGzipBytes: number;
  /** The same with the plans of all pages. */
  readonly bundleBytesAllOperations: number;
  /** The check of tokens, loaded where an issuer is set. */
  readonly authChunkBytes: number;
}

/** The Lambda function's bundle: its size, and what it adds to the start of Node. */
export async function measureBundle(runs: number): Promise<BundleReport> {
  const operations = mkdtempSync(join(tmpdir(), 'penstock-bench-operations-'));
  writeFileSync(join(operations, 'shortlist.graphql'), shortlistDocument);
  const small = bundleGateway(sources, [operations]);
  const large =
    wildSources().length > 0
      ? bundleGateway([...sources, ...wildSources()] as SourceDeclaration[], [operations])
      : undefined;
  const all = bundleGateway(sources, [join(import.meta.dirname, '..', '..', 'gateway', 'example', 'operations')]);
  const times = { bare: [] as Start[], small: [] as Start[], large: [] as Start[] };
  const first = starter(small);
  const second = large === undefined ? undefined : starter(large);
  const bare = bareStarter();
  const turns = [
    () => times.bare.push(start(bare)),
    () => times.small.push(start(first)),
    () => second && times.large.push(start(second)),
  ];
  for (let i = 0; i < runs; i++) for (const one of turnsOf(turns, i)) one();
  const wall = (list: readonly Start[]): number => round(median(list.map((s) => s.milliseconds)));
  const overBare = (of: keyof Start): number =>
    round(median(times.small.map((s, i) => s[of] - (times.bare[i]?.[of] ?? Number.NaN))));
  const file = join(small, 'index.mjs');
  return {
    coldStartMs: wall(times.small),
    bareNodeMs: wall(times.bare),
    coldStartOverBareMs: overBare('milliseconds'),
    coldStartCpuOverBareMs: overBare('cpu'),
    coldStartWithLargeSourcesMs: second ? wall(times.large) : null,
    bundleBytes: statSync(file).size,
    bundleGzipBytes: gzipSync(readFileSync(file)).length,
    bundleBytesAllOperations: statSync(join(all, 'index.mjs')).size,
    authChunkBytes: sizeOf(all, /^auth-/),
  };
}

const round = (n: number): number => Math.round(n * 10) / 10;

const sizeOf = (folder: string, name: RegExp): number =>
  readdirSync(folder)
    .filter((f) => name.test(f))
    .reduce((sum, f) => sum + statSync(join(folder, f)).size, 0);

const event = {
  rawPath: '/graphql',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    extensions: {
      persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(shortlistDocument).digest('hex') },
    },
  }),
  requestContext: { http: { method: 'POST' }, requestId: '0b9f1c1a-7d0e-4c53-9a55-5d6d2c8e7f10' },
};

/** What each process says last: the processor time that it took. */
const USED = 'const { user, system } = process.cpuUsage(); console.log((user + system) / 1000);\n';

function starter(folder: string): string {
  const file = join(folder, 'start.mjs');
  writeFileSync(
    file,
    `import { handler } from './index.mjs';\nconst r = await handler(${JSON.stringify(event)});\nif (r.statusCode !== 200) process.exit(1);\n${USED}`,
  );
  return file;
}

function bareStarter(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'penstock-bench-bare-')), 'start.mjs');
  writeFileSync(file, `await Promise.resolve();\n${USED}`);
  return file;
}

interface Start {
  /** From the start of the process to its end. */
  readonly milliseconds: number;
  /** Processor time, in milliseconds. */
  readonly cpu: number;
}

function start(file: string): Start {
  const environment = { GITHUB_URL: 'http://127.0.0.1:1', BLOCKFROST_URL: 'http://127.0.0.1:1' };
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) throw new Error(`the bundle does not start: ${String(stderr).slice(0, 500)}`);
  return { milliseconds: performance.now() - started, cpu: Number(String(stdout).trim().split('\n').at(-1)) };
}
