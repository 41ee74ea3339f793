import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Json } from '../json.ts';
import type { Bindings } from './compile.ts';
import { Turns } from './turns.ts';
import type { Answer, Job } from './worker.ts';

/** AWS gives an expression one second. */
export const EVALUATION_LIMIT_MS = 1_000;
/** How long a thread may take to start. */
const START_LIMIT_MS = 20_000;
/** How many texts are remembered for having run too long. */
const SUSPECTS = 1_000;
const TOO_LONG = 'U1001: Expression evaluation timeout: Check for infinite loop';

interface Waiting {
  readonly job: Job;
  /** Whether an expression of this text has run too long before. */
  readonly suspect: boolean;
  readonly settle: (answer: Answer) => void;
}

interface Lane {
  readonly worker: Worker;
  busy: Waiting | undefined;
  kill: NodeJS.Timeout | undefined;
}

/**
 * Threads that evaluate one expression at a time each, so that the one that runs too long can be ended alone. Owners take turns, and what
 * has run too long before leaves one thread to the others: who floods the threads with endless expressions holds up only itself.
 */
export class Workers {
  readonly #lanes = new Set<Lane>();
  readonly #queue = new Turns<Waiting>();
  readonly #suspects = new Set<string>();
  readonly #most: number;
  readonly #limitMs: number;
  #nextId = 1;

  constructor(limitMs = EVALUATION_LIMIT_MS, most = Math.max(2, Math.min(4, availableParallelism()))) {
    this.#limitMs = limitMs;
    this.#most = most;
  }

  /** @param owner who shares the threads with other owners fairly */
  async evaluate(text: string, bindings: Bindings, owner = ''): Promise<Json | undefined> {
    const answer = await new Promise<Answer>((settle) => {
      const job = { id: this.#nextId++, text, bindings };
      this.#queue.add(owner, { job, suspect: this.#suspects.has(text), settle });
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
    for (;;) {
      const suspects = [...this.#lanes].filter(({ busy }) => busy?.suspect).length;
      const mayTake = (waiting: Waiting) => !waiting.suspect || suspects < this.#most - 1;
      if (!this.#queue.has(mayTake)) return;
      const lane = [...this.#lanes].find((candidate) => !candidate.busy) ?? this.#open();
      if (!lane) return;
      this.#give(lane, this.#queue.take(mayTake) as Waiting);
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
    lane.kill = setTimeout(() => this.#overran(lane), ms);
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
      this.#limit(lane, this.#limitMs);
      return;
    }
    clearTimeout(lane.kill);
    lane.busy = undefined;
    lane.worker.unref();
    waiting.settle(answer);
    this.#dispatch();
  }

  #overran(lane: Lane): void {
    if (this.#suspects.size >= SUSPECTS) this.#suspects.clear();
    if (lane.busy) this.#suspects.add(lane.busy.job.text);
    this.#discard(lane, TOO_LONG);
  }

  #discard(lane: Lane, why: string): void {
    if (!this.#lanes.delete(lane)) return;
    clearTimeout(lane.kill);
    void lane.worker.terminate();
    lane.busy?.settle({ id: lane.busy.job.id, error: why });
    this.#dispatch();
  }
}
