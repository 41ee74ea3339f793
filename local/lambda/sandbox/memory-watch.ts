import type { Clock, Timer } from '../../clock.ts';
import { type MemoryGauge, openGauge } from './memory-gauge.ts';

/** Above the function's memory: Node's own program, which every process counts as resident, and garbage that V8 has not collected yet. */
const SLACK_MB = 192;
const EVERY_MS = 50;

interface Watched {
  readonly gauge: MemoryGauge;
  readonly mostKb: number;
  readonly exceeded: () => void;
}

/** Looks after the memory of processes, at work or not: V8 limits its heap, and neither the buffers outside nor the heaps of threads. */
export class MemoryWatch {
  readonly #clock: Clock;
  readonly #watched = new Map<number, Watched>();
  #timer: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  watch(pid: number, memoryMb: number, exceeded: () => void): void {
    this.#watched.set(pid, { gauge: openGauge(pid), mostKb: (memoryMb + SLACK_MB) * 1024, exceeded });
    this.#schedule();
  }

  /** The most that the process has held so far, in KiB; 0 if that is not known. */
  peakKb(pid: number): number {
    return this.#watched.get(pid)?.gauge.read().peak ?? 0;
  }

  forget(pid: number): void {
    this.#watched.get(pid)?.gauge.close();
    this.#watched.delete(pid);
    if (this.#watched.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #schedule(): void {
    this.#timer ??= this.#clock.setTimer(EVERY_MS, () => {
      this.#timer = undefined;
      for (const { gauge, mostKb, exceeded } of this.#watched.values()) if (gauge.read().resident > mostKb) exceeded();
      if (this.#watched.size > 0) this.#schedule();
    });
  }
}
