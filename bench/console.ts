import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { hasChromium, Visitor } from '../test/console/browser.ts';
import { startLocal } from '../test/support/local-process.ts';
import type { BenchmarkOptions } from './benchmark.ts';
import { keyOf, startExecutions } from './console/executions.ts';
import { paints, searchShown } from './console/paint.ts';
import { ConsoleClient, firstReading, searches } from './console/search.ts';

/** What each page shows once it is whole. */
const PAGES: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  ['/', (page) => page.getByRole('rowheader').first().waitFor()],
  ['/executions', (page) => page.locator('.c-keys').first().waitFor()],
  ['/dead-letters', (page) => page.getByText('All is well.').waitFor()],
  ['/landscape', (page) => page.locator('.part').first().waitFor()],
];

/**
 * The console over a runtime with many executions, durable, both in a process of their own: first paint by the browser's own
 * entries, bytes and requests of each page, and search by business key, at the server and on the screen.
 */
export async function run({ smoke, records, progress }: BenchmarkOptions): Promise<object> {
  const count = records ?? (smoke ? 1_000 : 100_000);
  const folder = mkdtempSync(join(tmpdir(), 'penstock-bench-'));
  const runtime = await startLocal('--port', '0', '--data', folder, '--no-sample');
  try {
    const from = Date.now();
    const started = await startExecutions(runtime.endpoint, count, progress);
    progress(`${count} executions started in ${Math.round(started.seconds)} s`);
    const client = await ConsoleClient.open(runtime.console);
    const readMs = await firstReading(client, from, count);
    progress(`read by the console in ${Math.round(readMs)} ms`);
    const keys = Array.from({ length: smoke ? 20 : 200 }, (_, n) => keyOf((n * 7_919) % count));
    const search = await searches(client, from, keys);
    const pages = hasChromium ? await inChromium(runtime.console, keys.slice(0, smoke ? 3 : 20), smoke ? 2 : 7) : {};
    return { name: 'console', executions: count, firstReadingMs: Math.round(readMs), searchMs: search, ...pages };
  } finally {
    await runtime.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inChromium(url: string, keys: readonly string[], rounds: number): Promise<object> {
  const visitor = new Visitor(url);
  try {
    const pages = [];
    for (const [path, whole] of PAGES) pages.push(await paints(visitor, path, whole, rounds));
    return { pages, searchShownMs: await searchShown(visitor, keys) };
  } finally {
    await visitor.close();
  }
}
