import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorld } from '../../demo/world.ts';
import { openClients } from '../../ops/clients.ts';
import { type LocalProcess, startLocal } from '../support/local-process.ts';
import { optionsOf, wholeNumber } from '../support/options.ts';
import { breakThings } from './break.ts';
import { type Clairvoyance, clairvoyantRedrive } from './clairvoyant.ts';
import { Depths } from './depths.ts';

const HELP = `Parks letters by the thousand, redrives them, and compares each one's fate with what was foreseen.

  npm run --silent redrive -- [options]

  --letters N      how many (10000)
  --port N         of the AWS endpoint (0: any free one)
  --data FOLDER    keeps the data there, so that it can be done in two pieces:
  --only-break     the first piece, which ends when the letters are parked; the second is the same command without it
  --json           one JSON object on one line; the steps go to the error channel

It ends with 1 if a fate is not as foreseen, or a letter is left.
`;

const values = optionsOf(HELP, {
  letters: { type: 'string', default: '10000' },
  port: { type: 'string', default: '0' },
  data: { type: 'string' },
  'only-break': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
});
const letters = wholeNumber('letters', values.letters);
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
