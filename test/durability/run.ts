import { parseArgs } from 'node:util';
import { killAgainAndAgain } from './experiment.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    items: { type: 'string', default: '100000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log('usage: npm run --silent durability -- [--kills 50] [--seed N] [--items 100000] [--json]');
  process.exit(0);
}

const progress = (line: string) => console.error(line);
const findings = await killAgainAndAgain({
  kills: Number(values.kills),
  seed: Number(values.seed),
  items: Number(values.items),
  progress,
});
console.log(JSON.stringify(findings, null, values.json ? undefined : 2));
const ok = findings.wrong.length === 0;
console.log(ok ? '1 passed, 0 failed' : '0 passed, 1 failed');
process.exit(ok ? 0 : 1);
