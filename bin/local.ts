import { type Runtime, startRuntime } from '../local/runtime.ts';
import type { Durability } from '../local/store.ts';
import type { StoreError } from '../local/store-errors.ts';
import { startApp } from './app-runtime.ts';
import { describeFailure } from './failure.ts';
import { printChanges } from './print-changes.ts';
import { version } from './version.ts';

export interface LocalOptions {
  /** Of the AWS endpoint; the vendors' stand-ins, the gateway, the console and the example page take the ports after it. 0: any free ones. */
  readonly port: number;
  readonly data?: string | undefined;
  readonly empty: boolean;
  readonly sample: boolean;
  readonly console: boolean;
  readonly durability: Durability;
  readonly region: string;
  readonly json: boolean;
}

/** Whose data folder takes no more writes has nothing to close in order: a restart finds what was acknowledged. */
function endAtOnce(fault: StoreError): never {
  console.error(describeFailure(fault));
  process.exit(1);
}

/** What runs beside the engines: an address to name in the ready line, and how to end it. */
interface Surface {
  readonly name: string;
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Runs until it is told to end; resolves when all is closed. What the first second does not need is loaded later: the gateway's and the
 * console's code at their first request, the clients for the table after a second.
 */
export async function runLocal(options: LocalOptions): Promise<void> {
  const { port, data: dataDir, durability, region } = options;
  const settings = { port, dataDir, durability, region, onFault: endAtOnce };
  const ended = endSignal();
  const begin = performance.now();
  const runtime = await (options.empty ? startRuntime : startApp)(settings);
  if (options.empty) await runtime.resume();
  const enginesMs = Math.round(performance.now() - begin);
  const surfaces = options.empty ? [] : await startSurfaces(runtime, options);
  announce(runtime, surfaces, options, enginesMs);
  const stop = options.empty ? async () => {} : watch(runtime, options);
  await ended;
  await stop();
  for (const surface of surfaces) await surface.close();
  await runtime.close();
}

async function startSurfaces(runtime: Runtime, options: LocalOptions): Promise<Surface[]> {
  const { port, data, region } = options;
  const { startGateway } = await import('./gateway.ts');
  const { startConsole } = await import('../console/server/server.ts');
  const at = (offset: number) => port && port + offset;
  const gateway = await startGateway(runtime, { port: at(2), pagePort: at(5), dataDir: data });
  const page = { name: 'page', url: gateway.page, close: async () => {} };
  const pages = [{ name: 'gateway', ...gateway }, page];
  if (!options.console) return pages;
  const target = { endpoint: runtime.endpoint, region };
  return [...pages, { name: 'console', ...(await startConsole({ port: at(3), target, version: version() })) }];
}

/** `enginesMs`: until the engines answered and everything had resumed; loading the code came before. */
function announce(runtime: Runtime, surfaces: readonly Surface[], options: LocalOptions, enginesMs: number): void {
  const { endpoint, saasEndpoint: vendors } = runtime;
  const data = options.data ?? 'in memory';
  const urls = Object.fromEntries(surfaces.map(({ name, url }) => [name, url]));
  if (options.json) {
    console.log(JSON.stringify({ ready: true, endpoint, vendors, ...urls, data, pid: process.pid, enginesMs }));
    return;
  }
  const more = surfaces.map(({ name, url }) => `  ${name} ${url}`).join('');
  console.log(`penstock is ready: AWS ${endpoint}  vendors ${vendors}${more}  data ${data}`);
  console.log(`  export AWS_ENDPOINT_URL=${endpoint}   for any AWS SDK or CLI; Ctrl-C ends it`);
}

/** Loads the sample if it is wanted, and shows what the workflows do; resolves to how to end both. */
function watch(runtime: Runtime, { sample, json, region }: LocalOptions): () => Promise<void> {
  const stopping = new AbortController();
  const loaded = sample ? loadSample(runtime, stopping.signal) : Promise.resolve();
  loaded.catch((error: unknown) => console.error('the sample could not be loaded:', error));
  const watching = printChanges({ endpoint: runtime.endpoint, region }, json, stopping.signal);
  return async () => {
    stopping.abort();
    await Promise.allSettled([loaded, watching]);
  };
}

async function loadSample(runtime: Runtime, signal: AbortSignal): Promise<void> {
  const { loadSampleOnce } = await import('../demo/sample.ts');
  await loadSampleOnce(runtime, signal);
}

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
function endSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(130));
        resolve();
      });
    }
  });
}
