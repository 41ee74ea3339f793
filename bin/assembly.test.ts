import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemblyOf } from './assembly.ts';

/** An app that counts how often it was run, and may be told to fail. */
const APP = `
const { appendFileSync, writeFileSync } = require('node:fs');
appendFileSync(process.env.RUNS, 'x');
if (process.env.FAIL) process.exit(1);
writeFileSync(process.env.CDK_OUTDIR + '/manifest.json', '{}');
`;

describe('the assembly of an app', () => {
  let folder: string;
  let workflow: string;
  const outside = mkdtempSync(join(tmpdir(), 'penstock-assembly-'));
  const env = { RUNS: join(outside, 'runs') };
  const runs = () => readFileSync(env.RUNS, 'utf8').length;
  const get = (more: Record<string, string> = {}) =>
    assemblyOf(folder, join(folder, 'data', 'cdk.out'), { ...env, ...more }, [join(folder, 'data')]);

  beforeEach(async () => {
    folder = mkdtempSync(join(outside, 'app-'));
    workflow = join(folder, 'workflows', 'index.ts');
    for (const name of ['workflows', 'data', 'node_modules']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ app: 'node app.cjs' }));
    writeFileSync(join(folder, 'app.cjs'), APP);
    writeFileSync(workflow, 'export const a = 1;');
    writeFileSync(env.RUNS, '');
    await get();
  });
  afterAll(() => rmSync(outside, { recursive: true, force: true }));

  test('is kept while nothing has changed that its synthesis may read', async () => {
    writeFileSync(join(folder, 'data', 'penstock.sqlite'), 'more');
    expect(await get({ TERM: 'dumb', npm_lifecycle_event: 'start' })).toBe(join(folder, 'data', 'cdk.out'));
    expect(runs()).toBe(1);
  });

  const changes: [string, () => void][] = [
    ['is touched', () => utimesSync(workflow, 1, 1)],
    ['has another text of the same length', () => writeFileSync(workflow, 'export const a = 2;')],
    ['is added', () => writeFileSync(join(folder, 'workflows', 'more.json'), '{}')],
    ['is removed', () => rmSync(workflow)],
  ];
  test.each(changes)('is made anew when a file %s', async (_, change) => {
    change();
    await get();
    expect(runs()).toBe(2);
  });

  test('is made anew when packages were installed', async () => {
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), '{}');
    await get();
    expect(runs()).toBe(2);
  });

  test('is made anew when a variable of the environment has changed, and when it is set back', async () => {
    await get({ AUTH0_URL: 'http://127.0.0.1:1' });
    expect(runs()).toBe(2);
    await get();
    expect(runs()).toBe(3);
  });

  test('is not taken from a synthesis that failed, though an older one is still there', async () => {
    await expect(get({ FAIL: 'yes' })).rejects.toThrow('ended with 1');
    await get();
    expect(runs()).toBe(3);
  });
});
