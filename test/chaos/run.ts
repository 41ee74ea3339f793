import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Draw } from '../simulation/draw.ts';
import { optionsOf, wholeNumber } from '../support/options.ts';
import { Chaos } from './chaos.ts';
import { Notes } from './notes.ts';

const HELP = `Runs the real process under load, kills it with SIGKILL again and again, and compares source and target at the end.

  npm run --silent chaos -- [options]

  --kills N        how often the process is killed (20)
  --events N       writes that are acknowledged (5000)
  --keys N         items (1000)
  --seed N         of what is written and when is killed (1); the timing is the machine's
  --data FOLDER    keeps the data and the notes of the run there, so that it can be done in slices (default: a temporary folder)
  --for SECONDS    ends the slice with the first kill after so long: run the same command again to go on
  --port N         of the AWS endpoint; the vendors' stand-ins have the next one (4720)
  --json           one JSON object and nothing else

Source and target are compared when the last slice ends; \`complete\` is false before. It ends with 1 if anything differs.
`;

const values = optionsOf(HELP, {
  kills: { type: 'string', default: '20' },
  events: { type: 'string', default: '5000' },
  keys: { type: 'string', default: '1000' },
  seed: { type: 'string', default: '1' },
  data: { type: 'string' },
  for: { type: 'string' },
  port: { type: 'string', default: '4720' },
  json: { type: 'boolean', default: false },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const folder = values.data === undefined ? mkdtempSync(join(tmpdir(), 'penstock-chaos-')) : resolve(values.data);
  mkdirSync(folder, { recursive: true });
  const notes = new Notes(folder);
  const chaos = new Chaos(
    {
      folder,
      port: number('port'),
      events: number('events'),
      keys: number('keys'),
      kills: number('kills'),
      sliceMs: values.for === undefined ? undefined : number('for') * 1000,
      // Each slice draws anew, or the second would write what the first wrote.
      draw: new Draw(number('seed') + notes.slices * 1_000_003),
      say: (line) => values.json || console.error(line),
    },
    notes,
  );
  try {
    const found = await chaos.run();
    const [lost, stale, resurrected] = [found?.lost, found?.stale, found?.resurrected].map((keys) => keys?.length ?? 0);
    const { kills, events, slices } = notes;
    const wallSeconds = Math.round(notes.wallMs / 100) / 10;
    const restarts = { restartMs: notes.restartMs('process'), engineRestartMs: notes.restartMs('engines') };
    const complete = found !== undefined;
    const summary = { complete, kills, events, lost, stale, resurrected, slices, wallSeconds, ...restarts };
    console.log(values.json ? JSON.stringify(summary) : summary);
    const faults = Object.values(found ?? {}).flat();
    for (const key of faults.slice(0, 20)) console.error(key);
    return faults.length ? 1 : 0;
  } finally {
    await chaos.close();
    if (values.data === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function number(name: 'kills' | 'events' | 'keys' | 'seed' | 'port' | 'for'): number {
  return wholeNumber(name, String(values[name]));
}
