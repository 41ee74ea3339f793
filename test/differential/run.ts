import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { optionsOf, refuse, wholeNumber } from '../support/options.ts';
import { missingAslValidator } from './asl-validator.ts';
import { compareDefinitions } from './definitions.ts';
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
  readonly compare: (task: Task & { cases?: string }) => Promise<Report>;
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
  'asl-validator': { judges: 'definitions of machines', missing: missingAslValidator, compare: compareDefinitions },
  jayway: { judges: 'JSONPath', missing: missingJava, compare: comparePaths },
  jsonata: { judges: 'the isolation of JSONata', missing: nothing, compare: compareExpressions },
};

const list = Object.entries(ORACLES).map(([name, { judges }]) => `    ${name.padEnd(16)}${judges}`);
const HELP = `Puts the same random operations to this runtime and to an oracle, and prints what they answer differently.

  npm run --silent differential -- [options]

  --oracle NAME    who is compared with (dynalite):
${list.join('\n')}
  --operations N   how many (100000)
  --seed N         which (drawn, and printed)
  --cases FOLDER   recorded definitions for asl-validator to begin with, besides our own
  --json           one JSON object on one line

It ends with 1 if anything differs, and with 2 if the oracle is not installed: test/differential/README.md says what each needs.
`;

const values = optionsOf(HELP, {
  oracle: { type: 'string', default: 'dynalite' },
  operations: { type: 'string', default: '100000' },
  seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  cases: { type: 'string' },
  json: { type: 'boolean', default: false },
});
const oracle = Object.hasOwn(ORACLES, values.oracle) ? ORACLES[values.oracle] : undefined;
if (!oracle) refuse(`there is no oracle ${values.oracle}`, HELP);
const problem = oracle.missing();
if (problem) refuse(problem);
const operations = wholeNumber('operations', values.operations, 1);
const seed = wholeNumber('seed', values.seed);
const report = await oracle.compare({ operations, seed, ...(values.cases !== undefined && { cases: values.cases }) });
console.log(JSON.stringify(report, null, values.json ? undefined : 1));
console.log(report.different === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed');
process.exit(report.different === 0 ? 0 : 1);
