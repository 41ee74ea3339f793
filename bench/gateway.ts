import { join } from 'node:path';
import { measureBundle } from './gateway/bundle.ts';
import { CONTESTANTS, peersInstalled, start } from './gateway/contest.ts';
import { measureEngine } from './gateway/engine.ts';
import { BFF, goals, OURS } from './gateway/goals.ts';
import { answerOf, enter, type Measured, type Running, summary, turn, turnsOf } from './gateway/measure.ts';
import { measureRefusals, type Refusal } from './gateway/refusals.ts';

export interface GatewayBenchOptions {
  readonly smoke?: boolean;
  readonly progress?: (line: string) => void;
}

/**
 * The shortlist of ten items with their providers, three upstream calls each, by every contestant in its own process, in turns
 * within each round, so that what else the machine does meets all of them. Answers must be the same bytes.
 */
export async function run({ smoke = false, progress = () => undefined }: GatewayBenchOptions = {}): Promise<object> {
  const rounds = smoke ? 2 : 35;
  const milliseconds = smoke ? 200 : 250;
  const upstream = await start(join(import.meta.dirname, 'gateway', 'upstream.ts'), ['10']);
  const running: Running[] = [];
  const absent: { name: string; reason: string }[] = [];
  try {
    for (const contestant of CONTESTANTS) {
      if (contestant.script.includes('/peers/') && !peersInstalled())
        absent.push({ name: contestant.name, reason: 'run npm ci in bench/peers' });
      else
        await enter(contestant, upstream).then(
          (r) => running.push(r),
          (error: Error) => absent.push({ name: contestant.name, reason: error.message.slice(0, 300) }),
        );
    }
    // Apollo Server ends its body with a line feed; nothing else may differ.
    const answers = (await Promise.all(running.map(answerOf))).map((a) => a.trimEnd());
    const different = running
      .filter((_, i) => answers[i] !== answers[answers.length - 1])
      .map((r) => r.contestant.name);
    // Code gets fast by running: before anything is measured, all have run as long as a few rounds take.
    for (const r of running) await turn(r, smoke ? 200 : 1500, 16, false);
    for (let round = 0; round < rounds; round++) {
      if (round % 5 === 0) progress(`round ${round} of ${rounds}`);
      for (const r of turnsOf(running, round)) await turn(r, milliseconds, 16, true);
    }
    for (const r of running) r.process.child.kill();
    progress('refusals');
    const refusals = await measureRefusals(upstream, smoke ? 1 : 7, smoke ? 50 : 120);
    progress('engine and bundle');
    return await report(running, { absent, differentAnswers: different, refusals }, smoke);
  } finally {
    for (const r of running) r.process.child.kill();
    upstream.child.kill();
  }
}

interface Noticed {
  readonly absent: readonly { readonly name: string; readonly reason: string }[];
  /** Contestants whose answer is not the bytes of the last one's. */
  readonly differentAnswers: readonly string[];
  readonly refusals: readonly Refusal[];
}

async function report(running: readonly Running[], rest: Noticed, smoke: boolean): Promise<object> {
  const bff = running.find((r) => r.contestant.name === BFF);
  const contestants: Measured[] = running.map((r) => summary(r, bff));
  const bundle = await measureBundle(smoke ? 3 : 21);
  const engine = await measureEngine(smoke ? 200 : 5000);
  const ours = contestants.find((c) => c.name === OURS);
  if (ours) Object.assign(ours, { coldStartMs: bundle.coldStartMs, bundleBytes: bundle.bundleBytes });
  return { goals: goals(running, rest.differentAnswers, engine, bundle), contestants, ...rest, engine, bundle };
}

if (process.argv[1] === join(import.meta.dirname, 'gateway.ts'))
  console.log(
    JSON.stringify(await run({ smoke: process.argv.includes('--smoke'), progress: (l) => console.error(l) }), null, 2),
  );
