import { parseArgs } from 'node:util';
import { checkEquivalence } from './testing/equivalence.ts';

/** `node gateway/equivalence.ts --runs 10000`: prints one JSON object, and fails if any answer differs. */
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});
const report = await checkEquivalence(Number(values.runs), Number(values.seed));
console.log(JSON.stringify({ ...report, different: report.different.length, examples: report.different.slice(0, 3) }));
process.exitCode = report.different.length === 0 ? 0 : 1;
