import type { Clock } from '../../clock.ts';
import { type EnvironmentListener, EnvironmentProcess } from './environment-process.ts';
import { MemoryWatch } from './memory-watch.ts';
import { Reaper } from './reaper.ts';
import type { SandboxSpec } from './sandbox.ts';

/** Starts the processes of one runtime's execution environments, and looks after what they have in common: memory, and an end. */
export class ProcessHost {
  readonly #clock: Clock;
  readonly #program: string;
  readonly #memory: MemoryWatch;
  readonly #reaper = new Reaper();
  readonly #processes = new Map<number, EnvironmentProcess>();
  #closed = false;

  /** @param program the path of what runs inside an environment */
  constructor(clock: Clock, program: string) {
    this.#clock = clock;
    this.#program = program;
    this.#memory = new MemoryWatch(clock);
  }

  /**
   * @param exceeded called if it holds more memory than the function may
   * @throws if the system gives no process, or the runtime is about to end
   */
  start(spec: SandboxSpec, listener: EnvironmentListener, exceeded: () => void): EnvironmentProcess {
    if (this.#closed) throw new Error('the runtime ends');
    const started = new EnvironmentProcess(spec, this.#program, this.#clock, listener);
    const { pid } = started;
    if (pid === undefined) return started;
    this.#processes.set(pid, started);
    this.#reaper.watch(this.#processes.keys());
    this.#memory.watch(pid, spec.memoryMb, exceeded);
    void started.gone.then(() => this.#forget(pid));
    return started;
  }

  /** The most memory that the process has held so far, in KiB; `undefined` if that is not known. */
  peakKb({ pid = 0 }: EnvironmentProcess): number | undefined {
    return this.#memory.peakKb(pid) || undefined;
  }

  /** Ends all; resolves when they are gone. */
  async close(): Promise<void> {
    this.#closed = true;
    const processes = [...this.#processes.values()];
    for (const each of processes) each.kill();
    await Promise.all(processes.map(({ gone }) => gone));
    this.#reaper.close();
  }

  #forget(pid: number): void {
    this.#processes.delete(pid);
    this.#memory.forget(pid);
    this.#reaper.watch(this.#processes.keys());
  }
}
