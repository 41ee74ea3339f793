import { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../../clock.ts';
import { JOURNAL_BYTES, readJournal } from '../runtime/journal.ts';
import type { ChunkTarget, FunctionError, Invocation, SandboxData, SandboxMessage } from '../runtime/messages.ts';
import { exited, outOfMemory, type Sandbox, type SandboxResult, type SandboxSpec, timedOut } from './sandbox.ts';
import { heapLimitMb, WorkerMemory } from './worker-memory.ts';

/** Lambda gives the module 10 s to load. */
const INIT_TIMEOUT_MS = 10_000;
/** Little outlives an invocation; left to itself, V8 takes three times as much for each thread, and never gives it back. */
const YOUNG_HEAP_MB = 8;

interface Pending {
  readonly requestId: string;
  readonly resolve: (result: SandboxResult) => void;
  readonly chunk: ChunkTarget | undefined;
  readonly timer: Timer;
}

/** A sandbox in a worker thread: what its code does, be it spinning, exiting or filling its heap, ends it alone. */
export class WorkerSandbox implements Sandbox {
  readonly spec: SandboxSpec;
  readonly #clock: Clock;
  readonly #program: string;
  readonly #journal = new SharedArrayBuffer(JOURNAL_BYTES + 4);
  #worker: Worker | undefined;
  #memory: WorkerMemory | undefined;
  #pending: Pending | undefined;
  #memoryExhausted = false;
  alive = true;

  /** @param program the path of the worker's program */
  constructor(spec: SandboxSpec, clock: Clock, program: string) {
    this.spec = spec;
    this.#clock = clock;
    this.#program = program;
  }

  start(): Promise<SandboxResult> {
    const worker = new Worker(this.#program, {
      workerData: this.#data(),
      env: { ...this.spec.env },
      execArgv: [],
      resourceLimits: {
        maxOldGenerationSizeMb: heapLimitMb(this.spec.memoryMb),
        maxYoungGenerationSizeMb: YOUNG_HEAP_MB,
      },
      stdout: true,
      stderr: true,
    });
    this.#worker = worker;
    this.#memory = new WorkerMemory(worker, this.spec.memoryMb, () => {
      this.#die(outOfMemory(this.#pending?.requestId ?? ''));
    });
    worker.on('message', (message: SandboxMessage) => this.#onMessage(message));
    worker.on('error', (error: NodeJS.ErrnoException) => {
      this.#memoryExhausted = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    });
    worker.on('exit', (code) => this.#onExit(code));
    return this.#await('', INIT_TIMEOUT_MS);
  }

  run(invocation: Invocation, chunk?: ChunkTarget): Promise<SandboxResult> {
    if (!this.alive) return Promise.resolve({ error: exited(invocation.requestId, 0), logs: [] });
    const result = this.#await(invocation.requestId, invocation.timeLeftMs, chunk);
    this.#worker?.postMessage(invocation);
    return result;
  }

  end(): void {
    this.alive = false;
    void this.#worker?.terminate();
  }

  #data(): SandboxData {
    const { taskRoot, handler, callbacks, functionName, version, memoryMb, logGroup, logStream, jsonLogs, logLevel } =
      this.spec;
    const names = { functionName, functionVersion: version, logGroupName: logGroup, logStreamName: logStream };
    return {
      taskRoot,
      handler,
      callbacks,
      ...names,
      memoryLimitInMB: String(memoryMb),
      jsonLogs,
      logLevel,
      journal: this.#journal,
    };
  }

  #await(requestId: string, limitMs: number, chunk?: ChunkTarget): Promise<SandboxResult> {
    return new Promise((resolve) => {
      const timer = this.#clock.setTimer(limitMs, () => this.#die(timedOut(requestId, limitMs)));
      this.#pending = { requestId, resolve, chunk, timer };
      this.#memory?.start();
    });
  }

  #onMessage(message: SandboxMessage): void {
    switch (message.kind) {
      case 'chunk':
        this.#pending?.chunk?.(Buffer.from(message.data), message.contentType);
        break;
      case 'failed':
        if (message.fatal) this.end();
        this.#settle(message);
        break;
      default:
        this.#settle(message);
    }
  }

  #onExit(code: number): void {
    this.alive = false;
    const requestId = this.#pending?.requestId ?? '';
    this.#die(this.#memoryExhausted ? outOfMemory(requestId) : exited(requestId, code));
  }

  /** The lines of what was running are in the journal alone, since the worker did not get to hand them over. */
  #die(error: FunctionError): void {
    this.end();
    this.#settle({ error, logs: readJournal(this.#journal) });
  }

  #settle(result: SandboxResult): void {
    const pending = this.#pending;
    this.#pending = undefined;
    this.#memory?.stop();
    pending?.timer.cancel();
    pending?.resolve(result);
  }
}
