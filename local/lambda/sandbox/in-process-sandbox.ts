import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import type { Clock } from '../../clock.ts';
import { lambdaConsole } from '../runtime/console.ts';
import { toFunctionError } from '../runtime/errors.ts';
import { findModule, type Handler, parseHandler, pickHandler } from '../runtime/load.ts';
import type { ChunkTarget, Invocation } from '../runtime/messages.ts';
import { lambdaContext, runHandler } from '../runtime/run.ts';
import { awslambda } from '../runtime/streaming.ts';
import { timedOut } from './endings.ts';
import { HandlerModules } from './handler-modules.ts';
import type { KeptSandboxes } from './kept-sandboxes.ts';
import type { Sandbox, SandboxResult, SandboxSpec } from './sandbox.ts';
import { virtualGlobals } from './virtual-globals.ts';

export interface InProcessOptions {
  /** Globals that the handler sees in place of Node's, such as `fetch`. */
  readonly globals?: Readonly<Record<string, unknown>>;
  /** What `require` gives in place of the module of that name, such as an SDK client that calls the engines directly. */
  readonly modules?: Readonly<Record<string, unknown>>;
  /** Loads handlers for all sandboxes that share it; unless given, nothing is shared. */
  readonly handlers?: HandlerModules;
  /** What handlers log is dropped before it is formatted. */
  readonly silent?: boolean;
  /** The clock of what runs inside, where that outlives the cloud's. */
  readonly clock?: Clock;
  /** Sandboxes that outlive a simulated process, as on AWS they outlive whatever calls them. */
  readonly kept?: KeptSandboxes;
}

/**
 * A sandbox without a thread, for simulation: the handler runs in this process, with a `process` and a `console` of its own,
 * and with time and randomness from the cloud's clock. It is not isolated: a handler that spins stops everything.
 */
export class InProcessSandbox implements Sandbox {
  readonly spec: SandboxSpec;
  readonly #clock: Clock;
  readonly #options: InProcessOptions;
  #lines: string[] = [];
  #requestId = '';
  #handler: Handler | undefined;
  #busy = 0;
  alive = true;

  constructor(spec: SandboxSpec, clock: Clock, options: InProcessOptions = {}) {
    this.spec = spec;
    this.#clock = options.clock ?? clock;
    this.#options = options;
  }

  /** True while an invocation is under way. */
  get busy(): boolean {
    return this.#busy > 0;
  }

  async start(): Promise<SandboxResult> {
    try {
      this.#handler ??= this.#load();
      return { logs: this.#takeLogs() };
    } catch (error) {
      this.alive = false;
      return { error: toFunctionError(error), logs: this.#takeLogs() };
    }
  }

  async run(invocation: Invocation, chunk?: ChunkTarget): Promise<SandboxResult> {
    this.#requestId = invocation.requestId;
    this.#busy += 1;
    const expired = Promise.withResolvers<SandboxResult>();
    const timer = this.#clock.setTimer(invocation.timeLeftMs, () => {
      this.alive = false;
      expired.resolve({ error: timedOut(invocation.requestId, invocation.timeLeftMs), logs: this.#takeLogs() });
    });
    const result = await Promise.race([this.#invoke(invocation, chunk), expired.promise]);
    timer.cancel();
    this.#busy -= 1;
    return result;
  }

  end(): void {
    this.alive = false;
  }

  async #invoke(invocation: Invocation, chunk: ChunkTarget = () => undefined): Promise<SandboxResult> {
    const { version, logGroup, logStream, memoryMb } = this.spec;
    const names = { functionVersion: version, logGroupName: logGroup, logStreamName: logStream };
    const data = { ...this.spec, ...names, memoryLimitInMB: String(memoryMb) };
    try {
      const context = lambdaContext(data, invocation, () => this.#clock.now());
      const options = { callbacks: this.spec.callbacks, chunk };
      const outcome = await runHandler(this.#handler as Handler, invocation, context, options);
      return { ...outcome, logs: this.#takeLogs() };
    } catch (error) {
      return { error: toFunctionError(error), logs: this.#takeLogs() };
    }
  }

  #load(): Handler {
    const { module, exportPath } = parseHandler(this.spec.handler);
    const { file, esm } = findModule(this.spec.taskRoot, module);
    const handlers = this.#options.handlers ?? new HandlerModules();
    const scope = { require: this.#require(file), awslambda, ...this.#globals(), ...this.#options.globals };
    return pickHandler(handlers.load(file, esm, scope), exportPath, this.spec.handler);
  }

  #require(file: string): (name: string) => unknown {
    const fromFile = createRequire(file);
    const replaced = this.#options.modules ?? {};
    return (name) => (Object.hasOwn(replaced, name) ? replaced[name] : fromFile(name));
  }

  #globals(): Record<string, unknown> {
    const clock = this.#clock;
    const line = (text: string) => this.#line(text);
    const output = () =>
      new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          line(chunk.toString().trimEnd());
          done();
        },
      });
    return {
      process: Object.create(process, {
        env: { value: { ...this.spec.env }, writable: true },
        stdout: { value: output() },
        stderr: { value: output() },
        exit: { value: (code = 0) => this.#exit(code) },
      }),
      console: Object.assign(Object.create(console), this.#options.silent ? NO_CONSOLE : this.#console()),
      ...virtualGlobals(clock),
    };
  }

  #console(): Partial<Console> {
    return lambdaConsole({
      line: (text) => this.#line(text),
      requestId: () => this.#requestId,
      now: () => this.#clock.now(),
      json: this.spec.jsonLogs,
      level: this.spec.logLevel,
    });
  }

  #line(text: string): void {
    if (!this.#options.silent) this.#lines.push(text);
  }

  #exit(code: number): never {
    this.alive = false;
    throw new Error(`the function called process.exit(${code})`);
  }

  #takeLogs(): string[] {
    const taken = this.#lines;
    this.#lines = [];
    return taken;
  }
}

const NO_CONSOLE: Partial<Console> = Object.fromEntries(
  ['trace', 'debug', 'log', 'info', 'warn', 'error'].map((method) => [method, () => undefined]),
);
