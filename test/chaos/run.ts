import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Draw } from '../simulation/draw.ts';
import { Chaos } from './chaos.ts';

const HELP = `Runs the real process under load, kills it with SIGKILL again and again, and compares source and target at the end.

  npm run --silent chaos -- [options]

  --kills N    how often the process is killed (20)
  --events N   writes that are acknowledged (5000)
  --keys N     items (1000)
  --seed N     of what is written and when is killed (1); the timing is the machine's
  --port N     of the AWS endpoint; the vendors' stand-ins have the next one (4720)
  --json       one JSON object and nothing else
`;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    events: { type: 'string', default: '5000' },
    keys: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    port: { type: 'string', default: '4720' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else process.exitCode = await main();

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-chaos-'));
  const begin = performance.now();
  const chaos = new Chaos({
    folder,
    port: number('port'),
    events: number('events'),
    keys: number('keys'),
    kills: number('kills'),
    draw: new Draw(number('seed')),
    say: (line) => values.json || console.error(line),
  });
  try {
    const found = await chaos.run();
    const count = found.lost.length + found.stale.length + found.resurrected.length;
    const wallSeconds = Math.round((performance.now() - begin) / 100) / 10;
    const figures = { kills: chaos.kills, events: chaos.events, lost: found.lost.length, stale: found.stale.length };
    const summary = { ...figures, resurrected: found.resurrected.length, wallSeconds, restartMs: chaos.restartMs() };
    console.log(values.json ? JSON.stringify(summary) : summary);
    for (const key of Object.values(found).flat().slice(0, 20)) console.error(key);
    return count ? 1 : 0;
  } finally {
    await chaos.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function number(name: 'kills' | 'events' | 'keys' | 'seed' | 'port'): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} must be a whole number`);
  return value;
}
