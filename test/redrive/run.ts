import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocal } from '../support/local-process.ts';
import { clairvoyantRedrive } from './clairvoyant.ts';

/** `node test/redrive/run.ts [letters]`: the clairvoyant redrive in full, 10,000 letters by default; prints what it found. */
const count = Number(process.argv[2] ?? 10_000);
const folder = mkdtempSync(join(tmpdir(), 'penstock-redrive-'));
const local = await startLocal('--port', '0', '--no-sample', '--data', folder);
try {
  const found = await clairvoyantRedrive(local, count);
  console.log(JSON.stringify(found, null, 2));
  const good = !found.wrong.length && !found.differences.length && !found.regressions.length && found.lettersLeft === 0;
  process.exitCode = good ? 0 : 1;
} finally {
  await local.end();
  rmSync(folder, { recursive: true, force: true });
}
