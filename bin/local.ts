import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type Runtime, startRuntime } from '../local/runtime.ts';
import { workflowMetrics } from '../ops/workflow-metrics.ts';
import { startApp } from './app-runtime.ts';
import { clientSettings } from './client-settings.ts';
import type { LocalOptions } from './commands/local.ts';
import { workflowTable } from './workflow-table.ts';

/** Runs until it is told to end; resolves when all is closed. */
export async function runLocal(options: LocalOptions): Promise<void> {
  const { port, data: dataDir, durability, region } = options;
  const settings = { port, dataDir, durability, region };
  const ended = endSignal();
  const runtime = options.empty ? await startRuntime(settings) : await startApp(settings);
  if (options.empty) await runtime.resume();
  announce(runtime, options);
  const stop = options.empty ? async () => {} : await watch(runtime, options);
  await ended;
  await stop();
  await runtime.close();
}

function announce(runtime: Runtime, options: LocalOptions): void {
  const { endpoint, saasEndpoint } = runtime;
  const data = options.data ?? 'in memory';
  if (options.json)
    console.log(JSON.stringify({ ready: true, endpoint, vendors: saasEndpoint, data, pid: process.pid }));
  else {
    console.log(`penstock is ready: AWS ${endpoint}  vendors ${saasEndpoint}  data ${data}`);
    console.log(`  export AWS_ENDPOINT_URL=${endpoint}   for any AWS SDK or CLI; Ctrl-C ends it`);
  }
}

/** Loads the sample if it is wanted, and prints the workflows' table whenever it has changed and come to rest. */
async function watch(runtime: Runtime, options: LocalOptions): Promise<() => Promise<void>> {
  const from = new Date();
  const client = new CloudWatchClient(clientSettings(runtime.endpoint, options.region));
  const stopping = new AbortController();
  const loaded = options.sample ? loadSample(runtime, stopping.signal) : Promise.resolve();
  loaded.catch((error: unknown) => console.error('the sample could not be loaded:', error));
  const watching = printChanges(client, from, options.json, stopping.signal);
  return async () => {
    stopping.abort();
    await Promise.allSettled([loaded, watching]);
    client.destroy();
  };
}

async function loadSample(runtime: Runtime, signal: AbortSignal): Promise<void> {
  const { loadSampleOnce } = await import('../demo/sample.ts');
  await loadSampleOnce(runtime, signal);
}

const GLANCE_MS = 1_000;

async function printChanges(client: CloudWatchClient, from: Date, json: boolean, signal: AbortSignal): Promise<void> {
  let [last, printed] = ['', ''];
  while (!signal.aborted) {
    const rows = await workflowMetrics(client, from, new Date());
    const text = json ? JSON.stringify({ workflows: rows }) : workflowTable(rows);
    if (rows.length && text === last && text !== printed) {
      console.log(json ? text : `\n${text}`);
      printed = text;
    }
    last = text;
    await pause(GLANCE_MS, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
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
