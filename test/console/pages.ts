import type { Page } from 'playwright-core';

/** Goes through the console by its keys and links, and tells the name of each view once it is whole. */
export async function* everyPage(page: Page): AsyncGenerator<string> {
  await page.getByRole('rowheader', { name: /inventory-to-algolia/ }).waitFor();
  yield 'workflows';
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  yield 'keys';
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'inventory-to-algolia', exact: true }).click();
  await page.getByRole('button', { name: 'Write Task, not reached' }).waitFor();
  yield 'workflow';
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await page.getByRole('link', { name: /running, Penstock-inventory-to-algolia$/ }).waitFor();
  yield 'landscape';
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await page.locator('.c-keys').first().waitFor();
  yield 'executions';
  await page.locator('.c-keys').first().click();
  await page.getByRole('tab', { name: 'Timeline' }).waitFor();
  yield 'execution';
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  const group = page.locator('.group-line').first();
  // A group that is alone is open already.
  if ((await group.getAttribute('aria-expanded')) === 'false') await group.click();
  await page.locator('.letter-line').first().click();
  await page.getByRole('region', { name: 'Payload' }).waitFor();
  yield 'dead-letter';
  yield* dialogs(page);
  yield* nothing(page);
}

async function* dialogs(page: Page): AsyncGenerator<string> {
  // On a narrow screen an open letter lies over the list.
  await page.keyboard.press('Escape');
  await page.getByLabel('Select all').check();
  for (const name of ['Redrive', 'Discard']) {
    await page.getByRole('button', { name: `${name} …`, exact: true }).click();
    await page.getByRole('dialog').waitFor();
    yield name.toLowerCase();
    await page.keyboard.press('Escape');
  }
}

/** What has nothing to show says so, and where to go on. */
async function* nothing(page: Page): AsyncGenerator<string> {
  const origin = new URL(page.url()).origin;
  await page.goto(`${origin}/executions?q=nothing-has-this-key`);
  await page.getByText('No execution matches.').waitFor();
  yield 'executions-none';
  await page.goto(`${origin}/workflows/none`);
  await page.getByText('There is no workflow none.').waitFor();
  yield 'workflow-none';
  await page.goto(`${origin}/nowhere`);
  await page.getByText('There is no such page').waitFor();
  yield 'nowhere';
}
