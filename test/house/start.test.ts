import { type Source, sources } from './sources.ts';

/** What `penstock local` loads before its ready line; the gateway's and the console's engines are loaded at their first request. */
const ENTRIES = ['bin/penstock.ts', 'bin/local.ts', 'bin/gateway.ts', 'console/server/server.ts'];

/** Imports of values, which Node loads with the file; types are erased, and `import(…)` comes when it is called. */
const LOADED = /(?:^|\n)\s*(?:import|export)\s+(?!type\b)[^'"]*?from\s+'([^']+)'|(?:^|\n)import\s+'([^']+)'/g;

test('a start loads few packages: each module costs a fifth of a millisecond, and a restart shall take less than a second', () => {
  const byPath = new Map(sources({ tests: true }).map((source) => [source.path, source]));
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const name of loadedBy(byPath.get(path))) {
      if (byPath.has(name)) visit(name);
      else if (!name.startsWith('node:')) packages.add(name);
    }
  };
  ENTRIES.forEach(visit);
  expect(seen.size).toBeGreaterThan(300);
  expect([...packages].sort()).toEqual(['commander', 'jsonata', 'yaml']);
});

function loadedBy(source: Source | undefined): string[] {
  if (!source) throw new Error('an entry is gone');
  const folder = new URL(`file:///${source.path}`);
  return [...source.text.matchAll(LOADED)]
    .map((match) => match[1] ?? match[2] ?? '')
    .map((name) => (name.startsWith('.') ? new URL(name, folder).pathname.slice(1) : name));
}
