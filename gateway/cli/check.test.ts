import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGateway } from '../build/build.ts';
import { sources } from '../sources/index.ts';
import { checkBuild } from './check.ts';
import { picture } from './explain.ts';

const gatewayFolder = join(__dirname, '..');
const operations = [join(gatewayFolder, 'example', 'operations')];
const released = join(gatewayFolder, 'released');
const folder = mkdtempSync(join(tmpdir(), 'gateway-check-'));

/** The gateway with another version of one source's document. */
function changed(name: string, change: (text: string) => string) {
  const file = join(folder, `${name}-${Math.random()}.yaml`);
  return buildGateway(
    sources.map((s) => {
      if (s.name !== name) return s;
      writeFileSync(file, change(readFileSync(s.document, 'utf8')));
      return { ...s, document: file };
    }),
    operations,
  );
}

test('what is released is what is built', async () => {
  expect(await checkBuild(buildGateway(sources, operations), released)).toEqual({
    breaking: [],
    budgets: [],
    operations: [],
    problems: [],
  });
});

test('a property that goes breaks the pages that show it, by name', async () => {
  const report = await checkBuild(
    changed('providers', (t) => t.replace(/ +city:.*\n/, '')),
    released,
  );
  expect(report.breaking.join()).toMatch(/city.*Provider/);
  expect(report.operations.map((o) => o.split(' ')[0])).toEqual(
    expect.arrayContaining(['Shortlist', 'Catalogue', 'ItemPage']),
  );
});

test('a change that validation does not see shows when the operations run', async () => {
  const report = await checkBuild(
    changed('inventory', (t) =>
      t
        .replace('score: { type: [number', 'score: { type: [object')
        .replace('runningTimeMinutes: { type: [integer', 'runningTimeMinutes: { type: [string'),
    ),
    released,
  );
  expect(report.breaking.length).toBeGreaterThan(0);
  expect(report.operations.join()).toBe('');
  const renamed = await checkBuild(
    changed('articles', (t) =>
      t.replaceAll('slug: { type: string }', 'slug: { type: object, properties: { current: { type: string } } }'),
    ),
    released,
  );
  expect([...renamed.operations, ...renamed.problems].join()).toMatch(/Shortlist|slug/);
});

test('a call more than released is told', async () => {
  const build = buildGateway(sources, operations);
  const more = {
    ...build,
    operations: build.operations.map((o) => (o.name === 'Magazine' ? { ...o, budget: [...o.budget, ...o.budget] } : o)),
  };
  expect((await checkBuild(more, released)).budgets).toEqual(['Magazine: 1 calls before, 2 now']);
});

test('a plan is explained level by level', () => {
  const shortlist = buildGateway(sources, operations).operations.find((o) => o.name === 'Shortlist');
  expect(
    picture('Shortlist', 'query', shortlist?.budget ?? [])
      .split('\n')
      .map((l) => l.trim().replace(/ +/g, ' ')),
  ).toEqual([
    'query Shortlist: 4 upstream calls when no batch is cut',
    'level 0 shortlists.getShortlist one call → Query.shortlist',
    'level 1 inventory.itemsByIds one call for up to 100 keys → ShortlistEntry.item',
    'level 1 articles.browsePosts one call for up to 50 keys → ShortlistEntry.article',
    'level 2 providers.providersByIds one call for up to 100 keys → Item.provider',
  ]);
});

test('each operation runs on both engines: a plan that went wrong is told, and a subscription by its look', async () => {
  const build = buildGateway(sources, operations);
  expect(build.operations.map((o) => o.kind)).toContain('subscription');
  const wrong = { ...build, plans: build.plans.replaceAll('"articles"', '"artikels"') };
  expect(wrong.plans).not.toBe(build.plans);
  const report = await checkBuild(wrong, released);
  expect(report.operations).toContainEqual(expect.stringMatching(/^Shortlist .*article .* List expected., compiled$/));
  expect(report.operations).toContainEqual(expect.stringMatching(/^Magazine .*the compiled engine answers otherwise/));
  expect(report.operations.join()).not.toMatch(/stitched,|ItemPage|WatchShortlist/);
});
