import { spawnSync } from 'node:child_process';
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
  /** From the start of the process to the first answer (a refused request: no upstream takes part), in milliseconds. */
  readonly coldStartMs: number;
  readonly bareNodeMs: number;
  /** The median of the differences, pair by pair. */
  readonly coldStartOverBareMs: number;
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
  const times = { bare: [] as number[], small: [] as number[], large: [] as number[] };
  const first = starter(small);
  const second = large === undefined ? undefined : starter(large);
  const bare = bareStarter();
  const turns = [
    () => times.bare.push(start(bare)),
    () => times.small.push(start(first)),
    () => second && times.large.push(start(second)),
  ];
  for (let i = 0; i < runs; i++) for (const one of turnsOf(turns, i)) one();
  const file = join(small, 'index.mjs');
  return {
    coldStartMs: round(median(times.small)),
    bareNodeMs: round(median(times.bare)),
    coldStartOverBareMs: round(median(times.small.map((t, i) => t - (times.bare[i] ?? Number.NaN)))),
    coldStartWithLargeSourcesMs: second ? round(median(times.large)) : null,
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
  body: JSON.stringify({ query: shortlistDocument }),
  requestContext: { http: { method: 'POST' } },
};

function starter(folder: string): string {
  const file = join(folder, 'start.mjs');
  writeFileSync(
    file,
    `import { handler } from './index.mjs';\nconst r = await handler(${JSON.stringify(event)});\nif (r.statusCode !== 200) process.exit(1);\n`,
  );
  return file;
}

function bareStarter(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'penstock-bench-bare-')), 'start.mjs');
  writeFileSync(file, 'await Promise.resolve();\n');
  return file;
}

function start(file: string): number {
  const environment = { GITHUB_URL: 'http://127.0.0.1:1', BLOCKFROST_URL: 'http://127.0.0.1:1' };
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [file], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`the bundle does not start: ${String(stderr).slice(0, 500)}`);
  return performance.now() - started;
}
