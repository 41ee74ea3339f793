import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Clock, Timer } from '../../clock.ts';
import { LineCutter } from '../runtime/console.ts';
import { encodeFrame, FrameReader } from '../runtime/frames.ts';
import { type FromEnvironment, INPUT, OUTPUT, type ToEnvironment } from '../runtime/messages.ts';
import type { SandboxSpec } from './sandbox.ts';
import { endStrays } from './strays.ts';

/** How a process ended: by itself, by a signal, or before it began. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
}

export interface EnvironmentListener {
  /** @throws what is no message that an environment says: its process is then ended */
  message(message: FromEnvironment, body: Buffer): void;
  /** Written to the process's own streams, past the console: by native code, or by processes of the function's. */
  line(text: string): void;
  /** Once, when all that it wrote has been read. */
  ended(how: Ending): void;
}

/** Little outlives an invocation: V8's own choice takes twice the memory for the young. */
const YOUNG_MB = 8;
/** How long what a dead process wrote may take to be read: a process that it left behind may hold the pipes for ever. */
const DRAIN_MS = 200;
/** How long the system may take to end a process that was killed. */
const KILL_MS = 2_000;

/**
 * The process of one execution environment, the leader of a session of its own, so that all of what it starts ends with it. It has the
 * function's variables, its folder, no input, and two pipes to this process beside its output.
 */
export class EnvironmentProcess {
  readonly #child: ChildProcess;
  readonly #mark: string;
  readonly #clock: Clock;
  readonly #listener: EnvironmentListener;
  readonly #outputs: Readable[];
  readonly #gone = Promise.withResolvers<void>();
  #limit: Timer | undefined;
  #over = false;

  /** @param program the path of what runs inside */
  constructor(spec: SandboxSpec, program: string, clock: Clock, listener: EnvironmentListener) {
    this.#clock = clock;
    this.#listener = listener;
    this.#mark = `AWS_LAMBDA_LOG_STREAM_NAME=${spec.logStream}`;
    const flags = [`--max-old-space-size=${spec.memoryMb}`, `--max-semi-space-size=${YOUNG_MB}`];
    const stdio = ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] as const;
    const options = { cwd: spec.taskRoot, env: { ...spec.env }, detached: true, stdio: [...stdio] };
    this.#child = spawn(process.execPath, [...flags, program], options);
    this.#child.once('error', (error) => this.#end({ code: null, signal: null, error }));
    this.#child.once('exit', (code, signal) => this.#drain({ code, signal }));
    this.#outputs = this.#listen();
  }

  /** Of the process and its group; `undefined` if it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves when it is gone. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  send(message: ToEnvironment, body?: string): void {
    if (!this.#over) (this.#child.stdio[INPUT] as Writable | null)?.write(encodeFrame(message, body));
  }

  /** What an environment without work says is left in the pipes: one that never stops talking then waits, as it would if it were frozen. */
  heed(heeded: boolean): void {
    for (const output of this.#outputs) {
      if (heeded) output.resume();
      else output.pause();
    }
  }

  /** Ends it and all that it started, whatever they are doing. */
  kill(): void {
    if (this.#over || !this.pid) return;
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
    this.#limit ??= this.#clock.setTimer(KILL_MS, () => this.#end({ code: null, signal: 'SIGKILL' }));
  }

  #listen(): Readable[] {
    const { stdio } = this.#child;
    for (const stream of stdio) stream?.on('error', () => undefined); // the other end is gone: `exit` tells how
    const reader = new FrameReader((message, body) => this.#listener.message(message as FromEnvironment, body));
    const messages = stdio[OUTPUT] as Readable | undefined;
    messages?.on('data', (piece: Buffer) => this.#read(reader, piece));
    const texts = [this.#child.stdout, this.#child.stderr].filter((stream) => stream !== null);
    for (const stream of texts) {
      const cutter = new LineCutter((text) => this.#listener.line(text));
      stream.setEncoding('utf8').on('data', (text: string) => cutter.write(text));
      stream.on('close', () => cutter.flush());
    }
    return messages ? [messages, ...texts] : texts;
  }

  #read(reader: FrameReader, piece: Buffer): void {
    if (this.#over) return;
    try {
      reader.push(piece);
    } catch {
      this.kill(); // the function has written to the runtime's own pipe
    }
  }

  #drain(how: Ending): void {
    this.kill(); // what it started does not outlive it
    if (this.pid) endStrays(this.pid, this.#mark);
    this.#limit?.cancel();
    this.heed(true);
    this.#limit = this.#clock.setTimer(DRAIN_MS, () => this.#end(how));
    this.#child.once('close', () => this.#end(how));
  }

  #end(how: Ending): void {
    if (this.#over) return;
    this.#over = true;
    this.#limit?.cancel();
    for (const stream of this.#child.stdio) stream?.destroy();
    this.#listener.ended(how);
    this.#gone.resolve();
  }
}
