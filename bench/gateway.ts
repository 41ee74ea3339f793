import { join } from 'node:path';
import { measureBundle } from './gateway/bundle.ts';
import { CONTESTANTS, peersInstalled, start } from './gateway/contest.ts';
import { measureEngine } from './gateway/engine.ts';
import { answerOf, enter, type Measured, type Running, summary, turn } from './gateway/measure.ts';

export interface GatewayBenchOptions {
  readonly smoke?: boolean;
  readonly progress?: (line: string) => void;
}

/**
 * The shortlist of ten items with their providers, three upstream calls each, by every contestant in its own process, in turns
 * within each round, so that what else the machine does meets all of them. Answers must be the same bytes.
 */
export async function run({ smoke = false, progress = () => undefined }: GatewayBenchOptions = {}): Promise<object> {
  const rounds = smoke ? 1 : 7;
  const milliseconds = smoke ? 200 : 1500;
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
    for (let round = 0; round <= rounds; round++) {
      progress(`round ${round} of ${rounds}${round === 0 ? ' (warm-up)' : ''}`);
      for (const r of running) await turn(r, milliseconds, 16, round > 0);
    }
    return await report(running, absent, different, smoke);
  } finally {
    for (const r of running) r.process.child.kill();
    upstream.child.kill();
  }
}

async function report(
  running: readonly Running[],
  absent: readonly object[],
  different: readonly string[],
  smoke: boolean,
): Promise<object> {
  const bff = running.find((r) => r.contestant.name === 'Fastify BFF, same HTTP client');
  const contestants: Measured[] = running.map((r) => summary(r, bff));
  const bundle = await measureBundle(smoke ? 3 : 15);
  const ours = contestants.find((c) => c.name === 'ours, compiled');
  if (ours) Object.assign(ours, { coldStartMs: bundle.coldStartMs, bundleBytes: bundle.bundleBytes });
  return { contestants, differentAnswers: different, absent, engine: await measureEngine(smoke ? 200 : 5000), bundle };
}

if (process.argv[1] === join(import.meta.dirname, 'gateway.ts'))
  console.log(
    JSON.stringify(await run({ smoke: process.argv.includes('--smoke'), progress: (l) => console.error(l) }), null, 2),
  );
