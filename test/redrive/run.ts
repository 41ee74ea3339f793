import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLocal } from '../support/local-process.ts';
import { clairvoyantRedrive } from './clairvoyant.ts';

/** `npm run --silent redrive -- --letters 10000 --json`: the clairvoyant redrive in full; prints one JSON object. */
const { values } = parseArgs({
  options: {
    letters: { type: 'string', default: '10000' },
    port: { type: 'string', default: '0' },
    json: { type: 'boolean' },
  },
});
const letters = Number(values.letters);
const folder = mkdtempSync(join(tmpdir(), 'penstock-redrive-'));
const local = await startLocal('--port', values.port, '--no-sample', '--data', folder);
try {
  const found = await clairvoyantRedrive(local, letters);
  const wrongs = [found.wrong, found.differences, found.regressions];
  const known = found.asForeseen + found.supersededSince + found.appliedBefore;
  const good =
    wrongs.every((list) => !list.length) && known === letters && found.lettersLeft === 0 && !found.secondRedrive;
  console.log(JSON.stringify({ ok: good, ...found }, null, values.json ? 0 : 2));
  process.exitCode = good ? 0 : 1;
} finally {
  await local.end();
  rmSync(folder, { recursive: true, force: true });
}
