import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM, CHROMIUM_FLAGS, hasChromium } from '../../test/support/chromium.ts';
import type { RequestLog } from '../server/request-log.ts';
import { createGateway, type Gateway } from '../server.ts';
import { createWorld, type World } from '../testing/world.ts';
import { type ServedPage, servePage } from './serve.ts';

/** Without Chromium there is nothing to see; CI installs it. */
const inChromium = hasChromium ? describe : describe.skip;
if (!hasChromium) console.warn(`skipped: there is no Chromium (apt-get install chromium, or set CHROMIUM)`);

/** What the browser says of the request that a test cuts off itself. */
const CUT = /net::ERR_FAILED/;

inChromium('the Shortlist page', () => {
  const logs: RequestLog[] = [];
  const wrong: string[] = [];
  let world: World;
  let gateway: Gateway;
  let site: ServedPage;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    world = await createWorld();
    let address = '';
    site = await servePage(0, async () => ({ gateway: address, token: 'ann' }));
    gateway = await createGateway({
      environment: world.environment,
      outputFolder: mkdtempSync(join(tmpdir(), 'gateway-')),
      allowedOrigins: [site.origin],
      development: false,
      onRequest: (log) => logs.push(log),
    });
    address = `http://127.0.0.1:${await gateway.listen(0)}/graphql`;
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: CHROMIUM_FLAGS });
    page = await browser.newPage({ viewport: { width: 900, height: 1000 } });
    page.on(
      'console',
      (message) => message.type() === 'error' && !CUT.test(message.text()) && wrong.push(message.text()),
    );
    page.on('pageerror', (error) => wrong.push(String(error)));
    page.setDefaultTimeout(20_000);
    await page.goto(site.origin);
    await page.locator('#catalogue li').first().waitFor();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await gateway?.close();
    await site?.close();
    await world?.close();
  });

  const names = (list: string) => page.locator(`#${list} a`).allTextContents();
  const sent = () => logs.map((l) => l.operation);
  /** What leaves fades out first. */
  const expectNames = async (expected: readonly string[]) => {
    await page.waitForFunction((n) => document.querySelectorAll('#shortlist li').length === n, expected.length);
    expect(await names('shortlist')).toEqual(expected);
  };

  test('asks for registered operations alone, each once', async () => {
    await page.locator('#magazine li').first().waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(sent().sort()).toEqual(['Catalogue', 'Magazine', 'Shortlist', 'WatchShortlist']);
    expect(logs.filter((l) => l.engine !== 'plan').map((l) => l.operation)).toEqual(['WatchShortlist']);
    expect(await names('catalogue')).toContain('Film 1');
  });

  test('adds an item, shown before the answer comes', async () => {
    await page.getByRole('button', { name: 'Add Film 1', exact: true }).click();
    await page.locator('#shortlist a', { hasText: 'Film 1' }).waitFor();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/graphql', async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Remove Film 1', exact: true }).waitFor();
    const before = logs.length;
    await page.getByRole('button', { name: 'Add Film 2', exact: true }).click();
    await page.locator('#shortlist a', { hasText: 'Film 2' }).waitFor();
    expect(logs).toHaveLength(before);
    const answered = page.waitForResponse('**/graphql');
    release();
    await answered;
    await page.unroute('**/graphql');
    expect(await names('shortlist')).toEqual(['Film 1', 'Film 2']);
  });

  test('takes back what did not work, and says so', async () => {
    await page.route('**/graphql', (route) => route.abort());
    await page.getByRole('button', { name: 'Add Film 3', exact: true }).click();
    await page.getByText('Adding “Film 3” did not work.').waitFor();
    await page.unroute('**/graphql');
    await expectNames(['Film 1', 'Film 2']);
  });

  test('goes to an item and back without asking for the list again', async () => {
    const asked: string[] = [];
    page.on(
      'request',
      (request) => request.url().endsWith('/graphql') && asked.push(request.postDataJSON()?.operationName),
    );
    await page.locator('#shortlist a').first().click();
    await page.getByRole('heading', { name: 'Film 1' }).waitFor();
    await page.getByText('Provider 1, Ghent').waitFor();
    await page.getByRole('link', { name: 'Back to the shortlist' }).click();
    await page.locator('#shortlist a', { hasText: 'Film 2' }).waitFor();
    await page.locator('#shortlist a').first().click();
    await page.getByRole('heading', { name: 'Film 1' }).waitFor();
    await page.goBack();
    await page.locator('#catalogue li').first().waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(asked.filter((name) => name !== 'WatchShortlist')).toEqual(['ItemPage']);
  });

  test('removes an item, and shows it as not kept', async () => {
    await page.getByRole('button', { name: 'Remove Film 2', exact: true }).click();
    await page.getByRole('button', { name: 'Add Film 2', exact: true }).waitFor();
    await expectNames(['Film 1']);
  });

  test('updates by itself when the list changes elsewhere', async () => {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer ann' };
    const address = `${world.environment.SHORTLISTS_URL}/shortlists/mine/entries/film-9`;
    await fetch(address, { method: 'PUT', headers, body: JSON.stringify({ note: 'from my phone' }) });
    gateway.publish('shortlist', 'mine');
    await page.getByText('from my phone').waitFor();
    await expectNames(['Film 1', 'Film 9']);
  });

  test('asks a provider, once', async () => {
    await page.locator('#shortlist a').first().click();
    await page.getByLabel('Ask Provider 1').fill('Is it still there?');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Sent.').waitFor();
    expect(logs.filter((l) => l.operation === 'SendMessage')).toHaveLength(1);
    await page.goBack();
    await page.locator('#catalogue li').first().waitFor();
  });

  test.each(['light', 'dark'] as const)('is accessible when it is %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Evaluated, since the page's policy takes no foreign script.
    await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
    const violations = await page.evaluate('axe.run().then((r) => r.violations.map((v) => v.id))');
    expect(violations).toEqual([]);
  });

  test('complains of nothing in the browser', () => {
    expect(wrong).toEqual([]);
  });

  test('looks as it should', async () => {
    const folder = process.env.SCREENSHOTS;
    for (const width of [1280, 390])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        const wide = await page.evaluate('document.documentElement.scrollWidth');
        expect(wide).toBeLessThanOrEqual(width);
        if (folder)
          await page.screenshot({ path: join(folder, `shortlist-${width}-${colorScheme}.png`), fullPage: width > 400 });
      }
  });
});
