import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { stackOutputs } from '../bin/outputs.ts';
import { type LocalProcess, startLocal } from '../test/support/local-process.ts';
import type { BenchmarkOptions } from './benchmark.ts';

/** The film-like item that is written: about 300 bytes as DynamoDB JSON. */
const item = (sku: string, version: number) => ({
  sku: { S: sku },
  version: { N: String(version) },
  updatedAt: { N: String(Date.now()) },
  title: { S: `A film called ${sku}, version ${version}` },
  providerId: { S: `provider-${sku.length % 7}` },
  genre: { S: 'Drama' },
  director: { S: 'Somebody' },
  score: { N: '7.5' },
  votes: { N: '12345' },
});

/** Connections that write at once. */
const WRITERS = 64;
const IDLE_WRITES = 100;

/**
 * From PutItem on the wire to the record in the search index, through stream, pipe, machine, function and vendor client: the
 * app's own template in a process of its own, durable. Sustained rate, memory while it grows, then the lag of single writes.
 */
export async function run({ smoke, progress }: BenchmarkOptions): Promise<object> {
  const steps = smoke ? [500, 2_000] : [10_000, 100_000];
  const folder = mkdtempSync(join(tmpdir(), 'penstock-bench-'));
  const runtime = await startLocal('--port', '0', '--data', folder, '--no-sample');
  try {
    return await runtime.outlives(measure(runtime, steps, smoke === true, progress));
  } finally {
    await runtime.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  runtime: LocalProcess,
  steps: readonly number[],
  smoke: boolean,
  progress: (line: string) => void,
): Promise<object> {
  const bench = await Flow.open(runtime);
  const rounds: Round[] = [];
  for (const total of steps) rounds.push(await bench.fill(total, progress));
  const idle = await bench.idleLag(smoke ? 20 : IDLE_WRITES);
  await bench.close();
  const [first, last] = [rounds[0], rounds.at(-1)];
  return {
    name: 'flow',
    events: last?.events,
    eventsPerSecond: last?.eventsPerSecond,
    idleLagMs: idle,
    rounds,
    residentGrowth: last && first ? round(last.residentMiB / first.residentMiB) : undefined,
  };
}

interface Round {
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly writesPerSecond: number;
  /** Of the runtime and its functions' processes, at the end of the round. */
  readonly residentMiB: number;
  /** CPU time of the runtime and its functions' processes per event. */
  readonly cpuMicrosPerEvent: number;
}

class Flow {
  readonly #aws: Pool;
  readonly #vendors: Pool;
  readonly #table: string;
  readonly #pid: number;
  #written = 0;

  constructor(runtime: LocalProcess, table: string) {
    this.#aws = new Pool(runtime.endpoint, { connections: WRITERS });
    this.#vendors = new Pool(runtime.vendors, { connections: 4 });
    this.#table = table;
    this.#pid = runtime.pid;
  }

  static async open(runtime: LocalProcess): Promise<Flow> {
    return new Flow(runtime, (await stackOutputs(runtime.endpoint)).get('InventoryName'));
  }

  /** Writes until `total` items have been written in all, and waits until the index holds every one. */
  async fill(total: number, progress: (line: string) => void): Promise<Round> {
    const from = this.#written;
    const [begin, cpu] = [performance.now(), cpuMicros(this.#pid)];
    const writers = Array.from({ length: WRITERS }, async () => {
      while (this.#written < total) await this.#put(`film-${this.#written++}`, 1);
    });
    await Promise.all(writers);
    const writing = (performance.now() - begin) / 1000;
    await this.#until(total, progress);
    const seconds = (performance.now() - begin) / 1000;
    const events = total - from;
    return {
      events,
      eventsPerSecond: Math.round(events / seconds),
      writesPerSecond: Math.round(events / writing),
      residentMiB: residentMiB(this.#pid),
      cpuMicrosPerEvent: Math.round((cpuMicros(this.#pid) - cpu) / events),
    };
  }

  /** Single writes with nothing else going on: milliseconds until a read of the index shows each. */
  async idleLag(count: number): Promise<{ p50: number; p99: number }> {
    const lags: number[] = [];
    for (let n = 0; n < count; n++) {
      const sku = `idle-${n}`;
      const begin = performance.now();
      await this.#put(sku, 1);
      while (!(await this.#visible(sku))) await new Promise((resolve) => setTimeout(resolve, 1));
      lags.push(performance.now() - begin);
    }
    lags.sort((a, b) => a - b);
    const at = (share: number) => round(lags[Math.min(lags.length - 1, Math.floor(share * lags.length))] ?? 0);
    return { p50: at(0.5), p99: at(0.99) };
  }

  async close(): Promise<void> {
    await Promise.all([this.#aws.close(), this.#vendors.close()]);
  }

  async #put(sku: string, version: number): Promise<void> {
    const { statusCode, body } = await this.#aws.request({
      path: '/',
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.PutItem',
        'x-amz-date': '20260101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify({ TableName: this.#table, Item: item(sku, version) }),
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`PutItem: ${statusCode} ${text}`);
  }

  async #until(total: number, progress: (line: string) => void): Promise<void> {
    for (;;) {
      const records = await this.#records();
      progress(`  ${records} of ${total} in the index`);
      if (records >= total) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async #records(): Promise<number> {
    const { body } = await this.#vendors.request({
      path: '/1/indexes/inventory/query',
      method: 'POST',
      headers: ALGOLIA,
      body: JSON.stringify({ query: '', hitsPerPage: 0 }),
    });
    return ((await body.json()) as { nbHits?: number }).nbHits ?? 0;
  }

  async #visible(sku: string): Promise<boolean> {
    const { statusCode, body } = await this.#vendors.request({
      path: `/1/indexes/inventory/${sku}`,
      method: 'GET',
      headers: ALGOLIA,
    });
    await body.dump();
    return statusCode === 200;
  }
}

const ALGOLIA = {
  'x-algolia-application-id': 'LOCALAPP',
  'x-algolia-api-key': 'local-admin-key',
  'content-type': 'application/json',
};

const round = (value: number) => Math.round(value * 100) / 100;

/** A process and those that it has started, functions' environments above all (Linux). */
function family(pid: number): number[] {
  const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const children = parents.filter((child) => stat(child)?.[1] === String(pid));
  return [pid, ...children.flatMap((child) => family(Number(child)))];
}

/** What follows the name in the process's `stat`; `undefined` if it has ended meanwhile. */
function stat(pid: number | string): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ');
  } catch {
    return undefined;
  }
}

/** Memory of a process and its children; what they share counts once. */
function residentMiB(pid: number): number {
  const shares = family(pid).map((each) => readFileSync(`/proc/${each}/smaps_rollup`, 'utf8'));
  const kib = shares.map((text) => Number(/Pss:\s+(\d+)/.exec(text)?.[1]));
  return Math.round(kib.reduce((sum, each) => sum + each, 0) / 1024);
}

/** CPU time of a process and its children so far, those that have ended too, in microseconds (clock ticks of 10 ms). */
function cpuMicros(pid: number): number {
  const ticks = family(pid).map((each) => stat(each)?.slice(11, 15).map(Number) ?? []);
  return ticks.flat().reduce((sum, each) => sum + each, 0) * 10_000;
}
