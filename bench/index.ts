import { optionsAndNames, refuse, wholeNumber } from '../test/support/options.ts';
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

const list = Object.entries(BENCHMARKS).map(([name, { about }]) => `  ${name.padEnd(14)} ${about}`);
const HELP = `Measures this project, where it can against peers, each with the command that repeats it.

  npm run --silent bench -- NAME [options]

${list.join('\n')}

  --smoke        short: whether it runs, not how fast
  --records N    of the benchmarks that take records
  --json         one JSON object on one line
`;

const { values, names } = optionsAndNames(HELP, {
  json: { type: 'boolean', default: false },
  smoke: { type: 'boolean', default: false },
  records: { type: 'string' },
});
const name = names[0] ?? '';
const chosen = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
if (!chosen) refuse(name === '' ? 'which benchmark?' : `there is no benchmark ${name}`, HELP);
const { run } = await chosen.load();
const records = values.records === undefined ? undefined : wholeNumber('records', values.records, 1);
const result = await run({ smoke: values.smoke, records, progress: (line) => console.error(line) });
console.log(JSON.stringify(result, null, values.json ? undefined : 2));
