import { optionsOf, wholeNumber } from '../support/options.ts';
import { killAgainAndAgain } from './experiment.ts';

const HELP = `Kills the bare runtime with SIGKILL under load, again and again, and compares what it acknowledged with what is there.

  npm run --silent durability -- [options]

  --kills N      how often the process is killed (50)
  --items N      items that are there before, so that restarts have something to read (100000)
  --seed N       of what is written and when is killed (drawn, and printed)
  --json         the findings as one JSON object on one line

It ends with 1 if anything acknowledged is lost, or anything refused is there.
`;

const values = optionsOf(HELP, {
  kills: { type: 'string', default: '50' },
  seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  items: { type: 'string', default: '100000' },
  json: { type: 'boolean', default: false },
});

const progress = (line: string) => console.error(line);
const findings = await killAgainAndAgain({
  kills: wholeNumber('kills', values.kills),
  seed: wholeNumber('seed', values.seed),
  items: wholeNumber('items', values.items),
  progress,
});
console.log(JSON.stringify(findings, null, values.json ? undefined : 2));
const ok = findings.wrong.length === 0;
console.log(ok ? '1 passed, 0 failed' : '0 passed, 1 failed');
process.exit(ok ? 0 : 1);
