import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HASH_FILE, staleSources } from './source-hash.ts';

const root = join(__dirname, '..');

test.each([
  ['console/dist', 'npm run console:build'],
  ['gateway/example/dist', 'npx vite build --config gateway/example/vite.config.ts'],
])('%s was built from the sources that are here; if not: %s', (folder) => {
  expect(staleSources(join(root, folder))).toEqual([]);
});

test('a source that changed or went is named', () => {
  const dist = mkdtempSync(join(tmpdir(), 'dist-'));
  cpSync(join(root, 'gateway/example/dist', HASH_FILE), join(dist, HASH_FILE));
  const recorded = JSON.parse(readFileSync(join(dist, HASH_FILE), 'utf8'));
  const names = Object.keys(recorded);
  expect(names).toEqual(expect.arrayContaining(['gateway/example/index.html', 'gateway/example/src/App.vue']));
  recorded['gateway/example/src/App.vue'] = 'other';
  recorded['gateway/example/src/gone.ts'] = 'x';
  writeFileSync(join(dist, HASH_FILE), JSON.stringify(recorded));
  expect(staleSources(dist)).toEqual(['gateway/example/src/App.vue', 'gateway/example/src/gone.ts']);
});
