import { parentPort } from 'node:worker_threads';
import { SystemClock } from '../../clock.ts';
import { type Bindings, type Compiled, compile, describe } from './compile.ts';
import { result } from './plain.ts';

/** One evaluation: the parent ends this thread if no answer comes in time. */
export interface Job {
  readonly id: number;
  readonly text: string;
  readonly bindings: Bindings;
}
export interface Answer {
  readonly id: number;
  /** The evaluation has begun: its time counts from now on. */
  readonly begun?: boolean;
  readonly value?: unknown;
  readonly error?: string;
}

const clock = new SystemClock();
const cache = new Map<string, Compiled>();
const LIMIT_MS = 1_000;

parentPort?.on('message', async (job: Job) => {
  parentPort?.postMessage({ id: job.id, begun: true } satisfies Answer);
  parentPort?.postMessage(await answer(job));
});

async function answer({ id, text, bindings }: Job): Promise<Answer> {
  try {
    let compiled = cache.get(text);
    if (!compiled) {
      compiled = compile(text, clock, LIMIT_MS);
      if (cache.size > 1_000) cache.clear();
      cache.set(text, compiled);
    }
    return { id, value: result(await compiled.evaluate(bindings)) };
  } catch (error) {
    return { id, error: describe(error) };
  }
}
