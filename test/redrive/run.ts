import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openWorld } from '../../demo/world.ts';
import { openClients } from '../../ops/clients.ts';
import { type LocalProcess, startLocal } from '../support/local-process.ts';
import { breakThings } from './break.ts';
import { type Clairvoyance, clairvoyantRedrive } from './clairvoyant.ts';
import { Depths } from './depths.ts';

/**
 * `npm run --silent redrive -- --letters 10000 --json`: the clairvoyant redrive in full; prints one JSON object, and its steps to
 * the other channel. In two pieces: `--data folder --only-break`, and then `--data folder`.
 */
const { values } = parseArgs({
  options: {
    letters: { type: 'string', default: '10000' },
    port: { type: 'string', default: '0' },
    data: { type: 'string' },
    'only-break': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const letters = Number(values.letters);
const folder = values.data ?? mkdtempSync(join(tmpdir(), 'penstock-redrive-'));
const mark = join(folder, 'broken');
const onStep = (name: string, seconds: number) => process.stderr.write(`${name}: ${seconds} s\n`);
const local = await startLocal('--port', values.port, '--no-sample', '--data', folder);
try {
  if (values['only-break']) await breakOnly(local);
  else tell(await clairvoyantRedrive(local, letters, { broken: existsSync(mark), onStep }));
} finally {
  await local.end();
  if (!values.data) rmSync(folder, { recursive: true, force: true });
}

async function breakOnly({ endpoint, vendors }: LocalProcess): Promise<void> {
  const clients = openClients({ endpoint });
  const world = await openWorld({ endpoint, saasEndpoint: vendors });
  const begin = performance.now();
  await breakThings(clients, world, await Depths.open(clients), letters);
  onStep('break', Math.round((performance.now() - begin) / 100) / 10);
  world.close();
  clients.close();
  writeFileSync(mark, '');
}

function tell(found: Clairvoyance): void {
  const wrongs = [found.wrong, found.differences, found.regressions];
  const known = found.asForeseen + found.supersededSince + found.appliedBefore;
  const ok = wrongs.every((list) => !list.length) && known === letters && !found.lettersLeft && !found.secondRedrive;
  console.log(JSON.stringify({ ok, ...found }, null, values.json ? 0 : 2));
  process.exitCode = ok ? 0 : 1;
}
