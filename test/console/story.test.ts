import { vendorsAt } from '../../demo/vendors.ts';
import { type LocalProcess, startLocal } from '../support/local-process.ts';
import { until } from '../support/until.ts';
import { accessibilityFaults, hasChromium, type Look, picture, Visitor } from './browser.ts';
import { makeIncident, WRONG } from './incident.ts';

const describeInChromium = hasChromium ? describe : describe.skip;
if (!hasChromium)
  console.warn('there is no Chromium here: the console’s stories are left out (apt-get install chromium)');

describeInChromium('the console', () => {
  let runtime: LocalProcess;
  let visitor: Visitor;

  beforeAll(async () => {
    runtime = await startLocal(
      '--port',
      '0',
      '--no-sample',
      '--data',
      `${process.env.RUNNER_TEMP ?? '/tmp'}/penstock-console-${process.pid}`,
    );
    visitor = new Visitor(runtime.console);
    await makeIncident(runtime.endpoint);
  }, 120_000);

  afterAll(async () => {
    await visitor?.close();
    await runtime?.end();
  });

  test('three o’clock: from the key to the redrive in eight clicks', async () => {
    const { page, faults, close } = await visitor.visit('/');
    await page.getByRole('link', { name: 'Dead letters' }).first().click();
    await page.getByRole('searchbox').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(WRONG);
    await page.getByRole('button', { name: /RecordTooBig/ }).waitFor();
    await page.keyboard.press('Enter');
    // A single group is open already.
    await page.getByRole('button', { name: new RegExp(`^${WRONG}`) }).click();
    await page.getByText('the record is 12 KB').first().waitFor();
    await page.getByLabel('Select all').check();
    await page.getByRole('button', { name: 'Preview' }).click();
    const panel = page.getByRole('region', { name: 'The dead letter' });
    await panel.getByText('Would apply').waitFor();
    const change = panel.getByRole('row', { name: /title/ });
    expect(await change.textContent()).toMatch(/Old title[\s\S]*New title/);
    await picture(page, 'story-preview');
    await page.getByRole('button', { name: 'Redrive …' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Redrive', exact: true }).click();
    await page.getByRole('dialog').getByText('1 ended as the preview foresaw.').waitFor();
    await picture(page, 'story-redriven');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByText('No dead letter matches.').waitFor();
    const vendors = vendorsAt({ endpoint: runtime.endpoint, saasEndpoint: runtime.vendors });
    const record = await until(
      async () => (await vendors.records()).get(WRONG),
      (found) => found?._version === 2,
    );
    expect(record).toMatchObject({ title: 'New title', _version: 2 });
    expect(faults).toEqual([]);
    await close();
  }, 60_000);

  test('an execution is found by its key, and shows the way it took', async () => {
    const { page, faults, close } = await visitor.visit('/executions');
    await page.getByRole('searchbox').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('film-bad-1');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=film-bad-1/);
    await until(
      () => page.locator('[role=row]').count(),
      (rows) => rows === 2,
    );
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^SendToDeadLetters Task( × \d+)?, Succeeded/ }).waitFor();
    expect(await page.getByRole('button', { name: 'Outage Fail, not reached' }).count()).toBe(1);
    expect(await page.getByRole('region', { name: 'State machine' }).locator('.way.taken').count()).toBe(2);
    expect(new URL(page.url()).searchParams.get('step')).toBe('0');
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'Park' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Park' }).waitFor();
    await picture(page, 'story-execution');
    expect(faults).toEqual([]);
    await close();
  }, 60_000);

  const LOOKS: Look[] = [
    { width: 1280, height: 800, scheme: 'light' },
    { width: 1280, height: 800, scheme: 'dark' },
    { width: 390, height: 844, scheme: 'light' },
    { width: 390, height: 844, scheme: 'dark' },
  ];
  test.each(LOOKS)(
    'every page is accessible and fits: %o',
    async (look) => {
      const { page, faults, close } = await visitor.visit('/', look);
      const name = `${look.width}-${look.scheme}`;
      const check = async (what: string) => {
        await picture(page, `${what}-${name}`);
        expect([what, await accessibilityFaults(page)]).toEqual([what, []]);
        expect([what, await page.evaluate('document.documentElement.scrollWidth <= innerWidth')]).toEqual([what, true]);
      };
      await page.getByRole('rowheader', { name: /inventory-to-algolia/ }).waitFor();
      await check('workflows');
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      await check('keys');
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'inventory-to-algolia', exact: true }).click();
      await page.getByRole('button', { name: 'Write Task, not reached' }).waitFor();
      await check('workflow');
      await page.keyboard.press('g');
      await page.keyboard.press('l');
      await page.getByRole('link', { name: /running, Penstock-inventory-to-algolia$/ }).waitFor();
      await check('landscape');
      await page.keyboard.press('g');
      await page.keyboard.press('e');
      await page.locator('.c-keys').first().waitFor();
      await check('executions');
      await page.locator('.c-keys').first().click();
      await page.getByRole('tab', { name: 'Timeline' }).waitFor();
      await check('execution');
      await page.keyboard.press('g');
      await page.keyboard.press('d');
      const group = page.locator('.group-line').first();
      // A group that is alone is open already.
      if ((await group.getAttribute('aria-expanded')) === 'false') await group.click();
      await page.locator('.letter-line').first().click();
      await page.getByRole('region', { name: 'Payload' }).waitFor();
      await check('dead-letter');
      expect(faults).toEqual([]);
      await close();
    },
    60_000,
  );

  test('the theme and the masks are the reader’s choice', async () => {
    const { page, close } = await visitor.visit('/');
    const theme = () => page.evaluate('document.documentElement.dataset.theme');
    expect(await theme()).toBe('light');
    await page.keyboard.press('t');
    expect(await theme()).toBe('dark');
    await page.reload();
    expect(await theme()).toBe('dark');
    await page.keyboard.press('p');
    await page.getByText('Personal data are shown.').waitFor();
    await page.reload();
    await page.getByRole('rowheader').first().waitFor();
    expect(await page.getByText('Personal data are shown.').count()).toBe(0);
    await close();
  }, 60_000);
});
