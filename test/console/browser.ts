import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { CHROMIUM, CHROMIUM_FLAGS } from '../support/chromium.ts';

export { hasChromium } from '../support/chromium.ts';

/** A page, and what went wrong in it that nobody saw. */
export interface Visit {
  readonly page: Page;
  /** Errors of scripts, refusals of the content security policy, failed requests, and requests to anywhere but the console. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

export interface Look {
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
}

const DESK: Look = { width: 1280, height: 800, scheme: 'light' };

/** One Chromium with a profile of its own, for all visits. */
export class Visitor {
  readonly #profile = mkdtempSync(join(tmpdir(), 'penstock-chromium-'));
  readonly #browser: Promise<Browser>;
  readonly #origin: string;

  constructor(url: string) {
    this.#origin = new URL(url).origin;
    this.#browser = chromium.launch({
      executablePath: CHROMIUM ?? '',
      args: CHROMIUM_FLAGS,
      env: { HOME: this.#profile },
    });
  }

  async visit(path: string, look = DESK): Promise<Visit> {
    const { width, height, scheme } = look;
    const browser = await this.#browser;
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, timezoneId: 'UTC' });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const faults = watch(page, this.#origin);
    await page.goto(this.#origin + path);
    return { page, faults, close: () => leave(context) };
  }

  async close(): Promise<void> {
    await (await this.#browser).close();
    rmSync(this.#profile, { recursive: true, force: true });
  }
}

async function leave(context: BrowserContext): Promise<void> {
  await context.close();
}

function watch(page: Page, origin: string): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) faults.push(`a request to ${request.url()}`);
  });
  return faults;
}

const AXE = readFileSync(join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}

/** What axe-core finds wrong with the page as it is, one line each. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const violations = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as Violation[];
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}

/** Keeps a picture where CONSOLE_SHOTS names a folder, to be looked at. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.CONSOLE_SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
