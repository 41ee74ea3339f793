import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareDynamoDb } from './dynamodb.ts';
import { compareExpressions } from './expressions.ts';
import { missingJava } from './java.ts';
import { comparePaths } from './paths.ts';
import { comparePatterns } from './patterns.ts';
import { compareQueues, missingFauxqs } from './queues.ts';
import type { Report, Task } from './report.ts';

interface Oracle {
  readonly judges: string;
  readonly missing: () => string | undefined;
  readonly compare: (task: Task) => Promise<Report>;
}

const missingPeers = () =>
  existsSync(join(import.meta.dirname, '../../bench/peers/node_modules/dynalite'))
    ? undefined
    : 'dynalite is not installed: run npm ci in bench/peers';
const nothing = () => undefined;

/** Who says what AWS would answer. See README.md for what they agree on, and for what is left out. */
const ORACLES: Readonly<Record<string, Oracle>> = {
  dynalite: { judges: 'DynamoDB', missing: missingPeers, compare: (task) => compareDynamoDb('dynalite', task) },
  'dynamodb-local': {
    judges: 'DynamoDB',
    missing: missingJava,
    compare: (task) => compareDynamoDb('dynamodb-local', task),
  },
  fauxqs: { judges: 'SQS', missing: missingFauxqs, compare: compareQueues },
  'event-ruler': { judges: 'event patterns', missing: missingJava, compare: comparePatterns },
  jayway: { judges: 'JSONPath', missing: missingJava, compare: comparePaths },
  jsonata: { judges: 'the isolation of JSONata', missing: nothing, compare: compareExpressions },
};

const { values } = parseArgs({
  options: {
    oracle: { type: 'string', default: 'dynalite' },
    operations: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  const list = Object.entries(ORACLES).map(([name, { judges }]) => `    ${name.padEnd(16)}${judges}`);
  console.log(`npm run differential -- [--oracle NAME] [--operations N] [--seed N] [--json]\n\n${list.join('\n')}`);
  process.exit(0);
}
const oracle = Object.hasOwn(ORACLES, values.oracle) ? ORACLES[values.oracle] : undefined;
const problem = oracle ? oracle.missing() : `no oracle ${values.oracle}: see --help`;
if (!oracle || problem) {
  console.error(problem);
  process.exit(2);
}
const report = await oracle.compare({ operations: Number(values.operations), seed: Number(values.seed) });
console.log(JSON.stringify(report, null, values.json ? undefined : 1));
console.log(report.different === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed');
process.exit(report.different === 0 ? 0 : 1);
