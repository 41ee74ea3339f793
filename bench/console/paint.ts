import type { Page } from 'playwright-core';
import type { Visitor } from '../../test/console/browser.ts';
import { percentiles } from './percentiles.ts';

/** What the browser itself recorded of a page that it opened with nothing in its cache. */
interface Opening {
  readonly firstPaintMs: number;
  readonly largestPaintMs: number;
  /** Sum of the unexpected shifts of the layout; 0.1 is good. */
  readonly layoutShift: number;
  /** Time beyond 50 ms that scripts held the page up for. */
  readonly blockedMs: number;
  /** On the wire, heads included; without what streams on (`live`). */
  readonly bytes: number;
  readonly requests: number;
}

const OBSERVED = `new Promise((resolve) => {
  const found = { lcp: 0, shift: 0, blocked: 0 };
  const observe = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe('largest-contentful-paint', (entry) => { found.lcp = entry.startTime; });
  observe('layout-shift', (entry) => { if (!entry.hadRecentInput) found.shift += entry.value; });
  observe('longtask', (entry) => { found.blocked += Math.max(0, entry.duration - 50); });
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const files = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    resolve({
      firstPaintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
      largestPaintMs: found.lcp,
      layoutShift: found.shift,
      blockedMs: found.blocked,
      bytes: files.reduce((sum, { transferSize }) => sum + transferSize, 0),
      requests: files.length,
    });
  }));
})`;

/** Opens a page again and again, each time as if for the first time. */
export async function paints(visitor: Visitor, path: string, whole: (page: Page) => Promise<void>, rounds: number) {
  const openings: Opening[] = [];
  for (let round = 0; round < rounds; round++) {
    const { page, faults, close } = await visitor.visit(path);
    await whole(page);
    openings.push((await page.evaluate(OBSERVED)) as Opening);
    if (faults.length) throw new Error(`${path}: ${faults.join('; ')}`);
    await close();
  }
  const of = (name: keyof Opening) => openings.map((opening) => opening[name]);
  return {
    path,
    firstPaintMs: percentiles(of('firstPaintMs')),
    largestPaintMs: percentiles(of('largestPaintMs')),
    layoutShift: Math.round(Math.max(...of('layoutShift')) * 1_000) / 1_000,
    blockedMs: percentiles(of('blockedMs')),
    kilobytes: Math.round(Math.max(...of('bytes')) / 1_000),
    requests: Math.max(...of('requests')),
  };
}

/** From the first key to the row: typing, the pause after it, the request, the drawing. Milliseconds in the browser. */
export async function searchShown(visitor: Visitor, keys: readonly string[]) {
  const { page, close } = await visitor.visit('/executions');
  await page.locator('.c-keys').first().waitFor();
  const took: number[] = [];
  for (const key of keys) {
    await page.evaluate(
      // Not the promise itself: it would be waited for before anything is typed.
      `void (window.shown = new Promise((resolve) => {
        const field = document.querySelector('input[type=search]');
        let begin = 0;
        field.addEventListener('input', () => { begin ||= performance.now(); }, { once: true });
        const seen = () => { const keys = document.querySelectorAll('.c-keys b'); return keys.length === 1 && keys[0].textContent === '${key}'; };
        new MutationObserver((_, observer) => { if (seen()) { observer.disconnect(); resolve(performance.now() - begin); } })
          .observe(document.body, { childList: true, subtree: true, characterData: true });
      }))`,
    );
    await page.getByRole('searchbox').fill(key);
    took.push((await page.evaluate('window.shown')) as number);
  }
  await close();
  return percentiles(took);
}
