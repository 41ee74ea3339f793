import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MUTATIONS } from './mutations.ts';
import { synthesiseApp } from './snapshot.ts';

const run = promisify(execFile);

const GUARDS = Object.keys(MUTATIONS);

/** Takes each guard away in turn: the simulation must notice within so many seeds, or it proves nothing. */
describe('the simulation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-teeth-'));
  const assembly = join(folder, 'cdk.out');
  const caught: string[] = [];

  beforeAll(async () => {
    await synthesiseApp(assembly);
  }, 60_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    console.info(`the first failing seed without each guard:\n${caught.join('\n')}`);
  });

  const simulate = async (...more: string[]) => {
    const args = ['--seeds', '1000', '--events', '100', '--days', '1', '--json', '--assembly', assembly, ...more];
    const script = join(import.meta.dirname, 'run.ts');
    const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args]);
    return JSON.parse(stdout) as { events: number; failingSeeds: number[]; traceHash: string };
  };

  test.each(GUARDS)(
    'notices that the guard %s is gone',
    async (guard) => {
      const { events, failingSeeds } = await simulate('--without', guard);
      caught.push(`  ${guard}: seed ${failingSeeds[0]}, after ${events} events`);
      expect(failingSeeds.length).toBeGreaterThan(0);
    },
    600_000,
  );

  test('finds nothing with all guards in place, and repeats itself exactly', async () => {
    const first = await simulate('--seeds', '6', '--jobs', '2');
    expect(first).toMatchObject({ seeds: 6, failingSeeds: [] });
    const second = await simulate('--seeds', '6', '--jobs', '1');
    expect(second.traceHash).toBe(first.traceHash);
  }, 300_000);
});
