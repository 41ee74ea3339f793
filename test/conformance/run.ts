import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { table } from '../../bin/table.ts';
import { startRuntime } from '../../local/runtime.ts';
import { optionsOf, refuse } from '../support/options.ts';
import { deployReal } from './real.ts';

const HELP = `Drives a bare runtime over the wire with cases that were recorded from AWS, and prints how many agree. What people deploy has no
recorded answers: it agrees if it is accepted, or refused with the feature named that is not here.

  npm run --silent conformance -- [options]

  --cases FOLDER   where the cases are, with their runner run.mjs (../shared/conformance)
  --verbose        each case that does not agree, with its first differences
  --json           one JSON object on one line

It ends with 1 if a file stays under its gate, and with 2 if there are no cases.
`;

/** What each file must reach, in per cent of what its runner can drive. */
const GATES: Readonly<Record<string, number>> = {
  'state-machines.json': 95,
  'event-patterns.json': 99.5,
  'event-ruler.json': 99.5,
  'event-ruler-mutations.json': 99.5,
  'dynamodb-errors.json': 95,
  'real-workflows.json': 100,
  'real-patterns-pipes.json': 100,
};

interface Result {
  readonly id: string;
  readonly file: string;
  readonly ok: boolean;
  readonly unsupported?: string;
  readonly diffs?: readonly string[];
}

const options = optionsOf(HELP, {
  cases: { type: 'string', default: resolve(import.meta.dirname, '../../../shared/conformance') },
  json: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
});

const runner = join(options.cases, 'run.mjs');
if (!existsSync(runner)) refuse(`no conformance cases in ${options.cases}: name their folder with --cases`);

const runtime = await startRuntime({ port: 0, account: '111111111111' });
await runtime.resume();
const results = [...(await drive(runtime.endpoint)), ...(await deployReal(runtime.endpoint, options.cases))];
await runtime.close();

const rows = Object.entries(GATES).map(([file, gate]) =>
  rowOf(
    file,
    gate,
    results.filter((r) => r.file === file),
  ),
);
if (options.json) console.log(JSON.stringify({ rows, failing: failing(results) }));
else
  console.log(
    table(
      ['file', 'agree', 'of', 'per cent', 'gate', 'beyond the runner'],
      rows.map((r) => [r.file, r.agree, r.of, r.percent, r.gate, r.beyond]),
    ),
  );
if (options.verbose)
  for (const { id, diffs } of failing(results)) console.log(`${id}\n    ${diffs?.slice(0, 3).join('\n    ')}`);
const missed = rows.filter((row) => row.percent < row.gate);
console.log(`${rows.length - missed.length} passed, ${missed.length} failed`);
process.exit(missed.length ? 1 : 0);

async function drive(endpoint: string): Promise<Result[]> {
  const report = join(mkdtempSync(join(tmpdir(), 'penstock-conformance-')), 'report.json');
  const child = spawn(process.execPath, [runner, '--endpoint', endpoint, '--report', report], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await new Promise((done) => child.on('close', done));
  return JSON.parse(readFileSync(report, 'utf8')) as Result[];
}

function rowOf(file: string, gate: number, of: readonly Result[]) {
  const beyond = of.filter((result) => result.unsupported).length;
  const agree = of.filter((result) => result.ok).length;
  const driven = of.length - beyond;
  return { file, gate, agree, of: driven, beyond, percent: driven ? (100 * agree) / driven : 0 };
}

function failing(all: readonly Result[]): Result[] {
  return all.filter((result) => !result.ok && !result.unsupported);
}
