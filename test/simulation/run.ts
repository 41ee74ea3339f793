import { StoreAbandoned } from '../../local/store.ts';
import { simulate } from './simulate.ts';
import { makeSnapshot, removeSnapshot } from './snapshot.ts';
process.on('unhandledRejection', (error) => { if (!(error instanceof StoreAbandoned)) throw error; });
const s = await makeSnapshot('/tmp/proof/cdk.out');
const [from, n, events, days] = process.argv.slice(2).map(Number) as [number, number, number, number];
for (let seed = from; seed < from + n; seed++) {
  const t = performance.now();
  const r = await simulate(s, { seed, events, days });
  console.log(seed, r.events, r.traceHash, (performance.now() - t).toFixed(0), 'ms', r.lost.length, r.stale.length, r.resurrected.length, r.error ?? '');
  for (const x of ['lost', 'stale', 'resurrected'] as const) for (const l of r[x].slice(0, 5)) console.log('  ', x, l);
}
removeSnapshot(s);
