import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.ts';

const BENCHMARKS: Readonly<Record<string, { about: string; load: () => Promise<Benchmark> }>> = {
  engines: {
    about: 'machines, DynamoDB, SQS and patterns, against peers from npm',
    load: () => import('./engines.ts'),
  },
  backfill: {
    about: 'penstock backfill into an empty search index',
    load: () => import('./backfill.ts'),
  },
  console: {
    about: 'the console over 100,000 executions: first paint, search',
    load: () => import('./console.ts'),
  },
  flow: { about: 'PutItem on the wire to the record in the search index', load: () => import('./flow.ts') },
  gateway: { about: 'a GraphQL request over REST sources, against other servers', load: () => import('./gateway.ts') },
  reconcile: {
    about: 'penstock reconcile --repair of a million records while they change',
    load: () => import('./reconcile.ts'),
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
    records: { type: 'string' },
    help: { type: 'boolean' },
  },
});
const chosen = BENCHMARKS[positionals[0] ?? ''];
if (!chosen || values.help) {
  console.log('usage: npm run --silent bench -- NAME [--smoke] [--records N] [--json]\n');
  for (const [name, { about }] of Object.entries(BENCHMARKS)) console.log(`  ${name.padEnd(10)} ${about}`);
  process.exit(values.help ? 0 : 2);
}
const { run } = await chosen.load();
const records = values.records === undefined ? undefined : Number(values.records);
if (records !== undefined && !(Number.isSafeInteger(records) && records > 0))
  throw new Error('--records must be a whole number');
const result = await run({ smoke: values.smoke, records, progress: (line) => console.error(line) });
console.log(JSON.stringify(result, null, values.json ? undefined : 2));
