import { vendorsAt } from '../../demo/vendors.ts';
import { type LocalProcess, startLocal } from '../support/local-process.ts';
import { until } from '../support/until.ts';
import { countClicks, discard, previewByMouse, redriveByKeys, redriveByMouse } from './acts.ts';
import { accessibilityFaults, hasChromium, type Look, picture, Visitor } from './browser.ts';
import { makeIncident, USER, WRONG } from './incident.ts';
import { everyPage } from './pages.ts';

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
    const clicks = await countClicks(page);
    expect(await previewByMouse(page, WRONG)).toMatch(/Old title[\s\S]*New title/);
    await redriveByMouse(page);
    expect(await clicks()).toBeLessThanOrEqual(8);
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

  test('the same with the keyboard alone; what still fails stays parked', async () => {
    const { page, faults, close } = await visitor.visit('/');
    await page.getByRole('rowheader').first().waitFor();
    const clicks = await countClicks(page);
    expect(await redriveByKeys(page, 'film-bad-0')).toBe('1 of 1: 1 still failing (parked again)');
    expect(await clicks()).toBe(0);
    await page.getByRole('button', { name: /^film-bad-0/ }).waitFor();
    expect(faults).toEqual([]);
    await close();
  }, 60_000);

  test('a letter is discarded for a reason, and stays away', async () => {
    const { page, faults, close } = await visitor.visit('/dead-letters');
    expect(await discard(page, 'film-bad-1', 'the shop is gone')).toBe(false);
    await page.getByText('No dead letter matches.').waitFor();
    await page.reload();
    await page.getByText('No dead letter matches.').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.getByRole('button', { name: /film-bad-0/ }).waitFor();
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
    await page.getByRole('cell', { name: '1 parked' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByText('1 event was parked.').waitFor();
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

  test('a Standard execution is found by the key that somebody types, and shows it then', async () => {
    const { page, faults, close } = await visitor.visit('/executions?workflow=auth0-user-to-mailchimp');
    await page.getByRole('cell', { name: 'Succeeded' }).waitFor();
    expect(await page.locator('.c-keys b').count()).toBe(0);
    await page.getByRole('searchbox').fill(USER);
    await page.locator('.c-keys b').waitFor();
    expect(await page.locator('.c-keys b').textContent()).toBe(USER);
    await page.getByRole('searchbox').fill(USER.toLowerCase());
    await page.getByText('No execution matches.').waitFor();
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
      for await (const what of everyPage(page)) {
        await picture(page, `${what}-${look.width}-${look.scheme}`);
        expect([what, await accessibilityFaults(page)]).toEqual([what, []]);
        expect([what, await page.evaluate('document.documentElement.scrollWidth <= innerWidth')]).toEqual([what, true]);
      }
      // The one workflow that does not exist was asked for.
      expect(faults).toEqual([expect.stringContaining('404')]);
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
