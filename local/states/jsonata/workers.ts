import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Json } from '../json.ts';
import type { Bindings } from './compile.ts';
import type { Answer, Job } from './worker.ts';

/** AWS gives an expression one second. */
export const EVALUATION_LIMIT_MS = 1_000;
/** How long a thread may take to start. */
const START_LIMIT_MS = 20_000;
const TOO_LONG = 'U1001: Expression evaluation timeout: Check for infinite loop';

interface Waiting {
  readonly job: Job;
  readonly settle: (answer: Answer) => void;
}

interface Lane {
  readonly worker: Worker;
  busy: Waiting | undefined;
  kill: NodeJS.Timeout | undefined;
}

/** Threads that evaluate one expression at a time each, so that the one that runs too long can be ended alone. */
export class Workers {
  readonly #lanes = new Set<Lane>();
  readonly #queue: Waiting[] = [];
  readonly #most = Math.max(1, Math.min(4, availableParallelism()));
  #nextId = 1;

  async evaluate(text: string, bindings: Bindings): Promise<Json | undefined> {
    const answer = await new Promise<Answer>((settle) => {
      this.#queue.push({ job: { id: this.#nextId++, text, bindings }, settle });
      this.#dispatch();
    });
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value as Json | undefined;
  }

  async stop(): Promise<void> {
    const lanes = [...this.#lanes];
    this.#lanes.clear();
    for (const lane of lanes) clearTimeout(lane.kill);
    await Promise.all(lanes.map((lane) => lane.worker.terminate()));
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const lane = [...this.#lanes].find((candidate) => !candidate.busy) ?? this.#open();
      if (!lane) return;
      this.#give(lane, this.#queue.shift() as Waiting);
    }
  }

  #give(lane: Lane, waiting: Waiting): void {
    lane.busy = waiting;
    lane.worker.ref();
    this.#limit(lane, START_LIMIT_MS);
    lane.worker.postMessage(waiting.job);
  }

  /** Real time on purpose, also on a simulated clock: what is limited is the machine's work. */
  #limit(lane: Lane, ms: number): void {
    clearTimeout(lane.kill);
    lane.kill = setTimeout(() => this.#discard(lane, TOO_LONG), ms);
  }

  #open(): Lane | undefined {
    if (this.#lanes.size >= this.#most) return undefined;
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 128, stackSizeMb: 4 },
    });
    const lane: Lane = { worker, busy: undefined, kill: undefined };
    this.#lanes.add(lane);
    worker.on('message', (answer: Answer) => this.#finish(lane, answer));
    worker.on('error', (error) => this.#discard(lane, `The expression could not be evaluated: ${error.message}`));
    worker.unref();
    return lane;
  }

  #finish(lane: Lane, answer: Answer): void {
    const waiting = lane.busy;
    if (waiting?.job.id !== answer.id) return;
    if (answer.begun) {
      this.#limit(lane, EVALUATION_LIMIT_MS);
      return;
    }
    clearTimeout(lane.kill);
    lane.busy = undefined;
    lane.worker.unref();
    waiting.settle(answer);
    this.#dispatch();
  }

  #discard(lane: Lane, why: string): void {
    if (!this.#lanes.delete(lane)) return;
    clearTimeout(lane.kill);
    void lane.worker.terminate();
    lane.busy?.settle({ id: lane.busy.job.id, error: why });
    this.#dispatch();
  }
}
