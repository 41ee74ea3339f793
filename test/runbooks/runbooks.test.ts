import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentRunbooks } from '../../bin/runbooks.ts';
import { ROOT } from '../house/sources.ts';

test('docs/runbooks is what the workflows make it: node bin/runbooks.ts', async () => {
  const pages = await currentRunbooks();
  const folder = join(ROOT, 'docs/runbooks');
  const kept = readdirSync(folder).map((file) => `docs/runbooks/${file}`);
  expect(kept.sort()).toEqual([...pages.keys()].sort());
  for (const [path, text] of pages) expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
  for (const text of pages.values())
    for (const line of text.split('\n')) expect(line).not.toMatch(/undefined|\[object/);
}, 60_000);

test('each alarm has a section that says what to do', async () => {
  for (const text of (await currentRunbooks()).values()) {
    const sections = text.split('\n## ').slice(1);
    expect(sections.length).toBeGreaterThan(4);
    for (const section of sections) expect(section).toContain('penstock ');
  }
}, 60_000);
