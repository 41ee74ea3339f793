import type { Page } from 'playwright-core';
import { picture } from './browser.ts';

/** Counts what a pointer does in the page, from here on; a key that presses a button is no click (its `detail` is 0). */
export async function countClicks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(
    'window.clicks = 0; addEventListener("click", (e) => { if (e.isTrusted && e.detail > 0) clicks++; }, true)',
  );
  return async () => Number(await page.evaluate('window.clicks'));
}

/** Types into the search field, wherever the focus is. */
async function search(page: Page, text: string): Promise<void> {
  await page.getByRole('searchbox').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

const dialog = (page: Page) => page.getByRole('dialog');

/** From any page: the letter of a key is found, understood and previewed. Returns what the preview says of the title. */
export async function previewByMouse(page: Page, key: string): Promise<string | null> {
  await page.getByRole('link', { name: 'Dead letters' }).first().click();
  await search(page, key);
  // A single group is open already.
  await page.getByRole('button', { name: new RegExp(`^${key}`) }).click();
  await page.getByText('the record is 12 KB').first().waitFor();
  await page.getByRole('button', { name: 'Preview this one' }).click();
  const panel = page.getByRole('region', { name: 'The dead letter' });
  await panel.getByText('Would apply').waitFor();
  await picture(page, 'story-preview');
  return panel.getByRole('row', { name: /title/ }).textContent();
}

/** The opened letter is redriven, and the dialog says what became of it. */
export async function redriveByMouse(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Redrive this one …' }).click();
  await dialog(page).getByRole('button', { name: 'Redrive', exact: true }).click();
  await dialog(page).getByText('1 ended as the preview foresaw.').waitFor();
  await picture(page, 'story-redriven');
  await dialog(page).getByRole('button', { name: 'Close' }).click();
}

/** The same without a pointer. Returns what the dialog says in the end. */
export async function redriveByKeys(page: Page, key: string): Promise<string | null> {
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await search(page, key);
  await page.getByRole('button', { name: new RegExp(`^${key}`) }).waitFor();
  // The group, then its letter.
  for (const name of ['j', 'j', 'Enter', 'x', 'v']) await page.keyboard.press(name);
  await page.getByRole('region', { name: 'The dead letter' }).getByText('Still failing').waitFor();
  await page.keyboard.press('r');
  await dialog(page).getByText('It would fail again').waitFor();
  await focusByTab(page, 'Redrive');
  await page.keyboard.press('Enter');
  const told = dialog(page).getByRole('status').filter({ hasText: '1 of 1: 1' });
  await told.waitFor();
  const text = await told.textContent();
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'hidden' });
  return text;
}

async function focusByTab(page: Page, name: string): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    if ((await page.evaluate('document.activeElement?.textContent?.trim()')) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}`);
}

/** A letter is removed for good: not before a reason is given and the number is typed. Returns whether it could have been earlier. */
export async function discard(page: Page, key: string, reason: string): Promise<boolean> {
  await search(page, key);
  await page.getByRole('button', { name: new RegExp(`^${key}`) }).waitFor();
  await page.getByLabel('Select all').check();
  await page.getByRole('button', { name: 'Discard …' }).click();
  const act = dialog(page).getByRole('button', { name: 'Discard', exact: true });
  let tooEarly = await act.isEnabled();
  await dialog(page).getByLabel('Why?').fill(reason);
  tooEarly ||= await act.isEnabled();
  await dialog(page)
    .getByLabel(/to confirm/)
    .fill('1');
  await picture(page, 'story-discard');
  await act.click();
  await dialog(page).getByText('1 discarded').waitFor();
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  return tooEarly;
}
