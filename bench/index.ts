import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.ts';

const BENCHMARKS: Readonly<Record<string, { about: string; load: () => Promise<Benchmark> }>> = {
  engines: {
    about: 'machines, DynamoDB, SQS and patterns, against peers from npm',
    load: () => import('./engines.ts'),
  },
  flow: { about: 'PutItem on the wire to the record in the search index', load: () => import('./flow.ts') },
  gateway: { about: 'a GraphQL request over REST sources, against other servers', load: () => import('./gateway.ts') },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
});
const chosen = BENCHMARKS[positionals[0] ?? ''];
if (!chosen || values.help) {
  console.log('usage: npm run --silent bench -- NAME [--smoke] [--json]\n');
  for (const [name, { about }] of Object.entries(BENCHMARKS)) console.log(`  ${name.padEnd(10)} ${about}`);
  process.exit(values.help ? 0 : 2);
}
const { run } = await chosen.load();
const result = await run({ smoke: values.smoke, progress: (line) => console.error(line) });
console.log(JSON.stringify(result, null, values.json ? undefined : 2));
