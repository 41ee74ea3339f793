import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalProcess, startLocal } from '../support/local-process.ts';
import { type Clairvoyance, clairvoyantRedrive } from './clairvoyant.ts';

/** The same with 10,000 letters: `npm run --silent redrive -- --letters 10000`. */
const LETTERS = 160;

describe('dead letters of all four kinds, made by a bug that is mended, while the source changes on', () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-redrive-'));
  let local: LocalProcess;
  let found: Clairvoyance;

  beforeAll(async () => {
    local = await startLocal('--port', '0', '--no-sample', '--data', folder);
    found = await clairvoyantRedrive(local, LETTERS);
  }, 180_000);

  afterAll(async () => {
    await local?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  test('there are some of each kind', () => {
    const { parked = 0, pipe = 0, queue = 0, rule = 0 } = found.letters;
    expect(Math.min(parked, pipe, queue, rule)).toBeGreaterThan(5);
    expect(parked + pipe + queue + rule).toBe(LETTERS);
  });

  test('each becomes what the preview said, or is superseded by something newer', () => {
    expect(found.wrong).toEqual([]);
    expect(found.asForeseen + found.supersededSince + found.appliedBefore).toBe(LETTERS);
    expect(found.asForeseen).toBeGreaterThan(LETTERS / 2);
  });

  test('none is left, though the first redrive was killed; a second redrive finds nothing to do', () => {
    expect(found.leftWhenKilled).toBeGreaterThan(0);
    expect([found.resumed, found.lettersLeft, found.secondRedrive]).toEqual([0, 0, 0]);
  });

  test('the target agrees with the source record by record, and no version ever went back', () => {
    expect(found.differences).toEqual([]);
    expect(found.regressions).toEqual([]);
  });
});
