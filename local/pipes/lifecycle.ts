import type { Timer } from '../clock.ts';
import type { Cloud } from '../cloud.ts';
import { PipeMeter } from './meter.ts';
import type { CurrentState, Pipe } from './model.ts';
import { PipeStore } from './pipe-store.ts';
import { Runner, type RunnerPorts } from './runner.ts';

/** On AWS a change of state takes a minute or two; here just long enough that a caller can see it. */
const TRANSITION_MS = 20;

const LONGEST_REASON = 512;

/** See `SourceContext`. */
type Pace = Pick<RunnerPorts, 'slowPollMs' | 'gatherMs' | 'longestDelayMs'>;

/** Brings pipes from state to state, and runs those that should run. */
export class Lifecycle {
  readonly store: PipeStore;
  readonly #cloud: Cloud;
  readonly #meter: PipeMeter;
  readonly #pace: Pace;
  readonly #runners = new Map<string, Runner>();
  readonly #timers = new Map<string, Timer>();
  #started = false;

  constructor(cloud: Cloud, pace: Pace) {
    this.#cloud = cloud;
    this.#pace = pace;
    this.store = new PipeStore(cloud.store);
    this.#meter = new PipeMeter(cloud);
  }

  /** Resumes every pipe where it was. */
  start(): void {
    this.#started = true;
    for (const pipe of this.store.all()) this.settle(pipe, 0);
  }

  stop(): void {
    this.#started = false;
    for (const timer of this.#timers.values()) timer.cancel();
    for (const runner of this.#runners.values()) runner.kill();
    this.#timers.clear();
    this.#runners.clear();
    this.#meter.flush();
  }

  /** Stores the pipe in a passing state (`CREATING`, …), and soon brings it to the state that it should have. */
  change(pipe: Pipe): void {
    this.store.put(pipe);
    this.settle(pipe, TRANSITION_MS);
  }

  /** Ends the pipe's runner; resolves when what was in flight has ended. */
  async halt(name: string): Promise<void> {
    this.#timers.get(name)?.cancel();
    this.#timers.delete(name);
    const runner = this.#runners.get(name);
    this.#runners.delete(name);
    await runner?.stop();
  }

  settle(pipe: Pipe, afterMs: number): void {
    this.#timers.get(pipe.Name)?.cancel();
    const arrive = () => {
      this.#timers.delete(pipe.Name);
      void this.#arrive(pipe);
    };
    this.#timers.set(pipe.Name, this.#cloud.clock.setTimer(afterMs, arrive));
  }

  async #arrive(pipe: Pipe): Promise<void> {
    if (pipe.CurrentState === 'DELETING') {
      await this.halt(pipe.Name);
      if (this.#started) this.store.delete(pipe.Name);
    } else if (pipe.DesiredState === 'STOPPED') {
      await this.halt(pipe.Name);
      this.#set(pipe.Name, 'STOPPED', pipe.StateReason);
    } else await this.#run(pipe);
  }

  async #run(pipe: Pipe): Promise<void> {
    await this.halt(pipe.Name);
    if (!this.#started) return;
    try {
      this.#runners.set(pipe.Name, new Runner(pipe, this.#ports()));
      this.#set(pipe.Name, 'RUNNING', undefined);
    } catch (error) {
      const failed = pipe.CurrentState === 'CREATING' ? 'CREATE_FAILED' : 'START_FAILED';
      this.#set(pipe.Name, failed, error instanceof Error ? error.message : String(error));
    }
  }

  #ports(): RunnerPorts {
    return { cloud: this.#cloud, store: this.store, meter: this.#meter, ...this.#pace, stopPipe: this.#stopPipe };
  }

  /** A pipe that can never work stops by itself, with the reason. */
  readonly #stopPipe = (name: string, reason: string): void => {
    this.#runners.delete(name);
    const pipe = this.store.get(name);
    if (pipe && this.#started) this.store.put({ ...pipe, DesiredState: 'STOPPED' });
    this.#set(name, 'STOPPED', reason);
  };

  #set(name: string, CurrentState: CurrentState, reason: string | undefined): void {
    const pipe = this.#started ? this.store.get(name) : undefined;
    if (!pipe) return;
    const { StateReason: _old, ...rest } = pipe;
    this.store.put({ ...rest, CurrentState, ...(reason && { StateReason: reason.slice(0, LONGEST_REASON) }) });
  }
}
