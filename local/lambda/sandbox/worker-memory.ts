import type { Worker } from 'node:worker_threads';

/** How much of its heap a thread may use above its function's memory before it is ended: garbage counts until V8 collects it. */
const SLACK_MB = 384;
/**
 * Above that, V8 must still find room: where a thread asks for more than its limit at once, V8 ends not the thread but the whole process.
 * The threads' limit is therefore never what ends them.
 */
const ROOM_MB = 2 * SLACK_MB;
const EVERY_MS = 50;
const MB = 1_048_576;

/** The limit of a thread's heap that V8 enforces, for a function of so much memory. */
export const heapLimitMb = (memoryMb: number): number => memoryMb + ROOM_MB;

/** Looks after the memory of a thread while it works: its heap, and the buffers outside, which V8 does not limit. */
export class WorkerMemory {
  readonly #worker: Worker;
  readonly #most: number;
  readonly #exceeded: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(worker: Worker, memoryMb: number, exceeded: () => void) {
    this.#worker = worker;
    this.#most = (memoryMb + SLACK_MB) * MB;
    this.#exceeded = exceeded;
  }

  /** Real time on purpose, also on a simulated clock: what is limited is the machine's memory. */
  start(): void {
    this.#timer ??= setInterval(() => void this.#look(), EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    try {
      const { used_heap_size: heap, external_memory: external } = await this.#worker.getHeapStatistics();
      if (this.#timer && heap + external > this.#most) this.#exceeded();
    } catch {
      // The thread has ended.
    }
  }
}
