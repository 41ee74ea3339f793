import { mkdtempSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { RequestLog } from '../server/handler.ts';
import { createGateway, type Gateway } from '../server.ts';
import { buildPage, CHROMIUM, CHROMIUM_FLAGS, hasChromium, serveFolder } from '../testing/pages.ts';
import { createWorld, type World } from '../testing/world.ts';

/** Without Chromium there is nothing to see; CI installs it. */
const inChromium = hasChromium() ? describe : describe.skip;
if (!hasChromium())
  console.warn(`skipped: there is no Chromium at ${CHROMIUM} (apt-get install chromium, or set CHROMIUM)`);

inChromium('the Shortlist page', () => {
  const logs: RequestLog[] = [];
  let world: World;
  let gateway: Gateway;
  let site: { url: string; server: Server };
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    world = await createWorld();
    site = await serveFolder(buildPage(join(__dirname)));
    gateway = await createGateway({
      environment: world.environment,
      outputFolder: mkdtempSync(join(tmpdir(), 'gateway-')),
      allowedOrigins: [site.url],
      development: false,
      onRequest: (log) => logs.push(log),
    });
    const port = await gateway.listen(0);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
    page = await browser.newPage({ viewport: { width: 900, height: 1000 } });
    await page.goto(`${site.url}/?gateway=http://127.0.0.1:${port}/graphql&token=ann`);
    await page.locator('#catalogue li').first().waitFor();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await gateway?.close();
    site?.server.close();
    await world?.close();
  });

  const names = (list: string) => page.locator(`#${list} a`).allTextContents();
  const sent = () => logs.map((l) => l.operation);

  test('asks for registered operations alone, each once', async () => {
    await page.locator('#magazine li').first().waitFor();
    expect(sent().sort()).toEqual(['Catalogue', 'Magazine', 'Shortlist']);
    expect(logs.every((l) => l.engine === 'plan')).toBe(true);
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

  test('goes to an item and back without asking for the list again', async () => {
    logs.length = 0;
    await page.locator('#shortlist a').first().click();
    await page.getByRole('heading', { name: 'Film 1' }).waitFor();
    await page.getByText('Provider 1').waitFor();
    await page.getByRole('link', { name: 'Back to the shortlist' }).click();
    await page.locator('#shortlist a', { hasText: 'Film 2' }).waitFor();
    await page.locator('#shortlist a').first().click();
    await page.getByRole('heading', { name: 'Film 1' }).waitFor();
    await page.goBack();
    await page.locator('#catalogue li').first().waitFor();
    expect(sent()).toEqual(['ItemPage']);
  });

  test('removes an item', async () => {
    await page.getByRole('button', { name: 'Remove Film 2', exact: true }).click();
    await page.locator('#catalogue a', { hasText: /^Film 2$/ }).waitFor();
    expect(await names('shortlist')).toEqual(['Film 1']);
  });

  test('is accessible', async () => {
    await page.addScriptTag({ content: readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8') });
    const violations = await page.evaluate('axe.run().then((r) => r.violations.map((v) => v.id))');
    expect(violations).toEqual([]);
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: join(process.env.SCREENSHOTS, 'shortlist.png'), fullPage: true });
  });
});
