import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import type { Clock } from '../../clock.ts';
import { lambdaConsole } from '../runtime/console.ts';
import { toFunctionError } from '../runtime/errors.ts';
import { explain, findModule, type Handler, parseHandler, pickHandler } from '../runtime/load.ts';
import type { ChunkTarget, Invocation } from '../runtime/messages.ts';
import { lambdaContext, runHandler } from '../runtime/run.ts';
import { awslambda } from '../runtime/streaming.ts';
import type { KeptSandboxes } from './kept-sandboxes.ts';
import { type Sandbox, type SandboxResult, type SandboxSpec, timedOut } from './sandbox.ts';
import { virtualGlobals } from './virtual-globals.ts';

export interface InProcessOptions {
  /** Globals that the handler sees in place of Node's, such as `fetch`. */
  readonly globals?: Readonly<Record<string, unknown>>;
  /** What `require` gives in place of the module of that name, such as an SDK client that calls the engines directly. */
  readonly modules?: Readonly<Record<string, unknown>>;
  /** Changes a handler's text before it is compiled: how a test takes a guard away. */
  readonly transform?: (source: string, file: string) => string;
  /** Compiled handlers by file, for sandboxes with the same options: a large bundle then starts in a fifth of the time. */
  readonly compiled?: Map<string, CompiledModule>;
  /** The clock of what runs inside, where that outlives the cloud's. */
  readonly clock?: Clock;
  /** Sandboxes that outlive a simulated process, as on AWS they outlive whatever calls them. */
  readonly kept?: KeptSandboxes;
}

/** A module's text as a function of what it sees; each call makes an instance of its own. */
type CompiledModule = (...scope: unknown[]) => unknown;

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
    return pickHandler(this.#evaluate(file, esm), exportPath, this.spec.handler);
  }

  #evaluate(file: string, esm: boolean): unknown {
    const module = { exports: {} as unknown };
    const scope: Record<string, unknown> = {
      module,
      exports: module.exports,
      require: this.#require(file),
      __filename: file,
      __dirname: dirname(file),
      awslambda,
      ...this.#globals(),
      ...this.#options.globals,
    };
    try {
      this.#compiled(file, esm, Object.keys(scope))(...Object.values(scope));
    } catch (cause) {
      throw explain(cause);
    }
    return module.exports;
  }

  #compiled(file: string, esm: boolean, names: string[]): CompiledModule {
    const known = this.#options.compiled?.get(file);
    if (known) return known;
    const text = readFileSync(file, 'utf8');
    const source = importsAsRequires(esm ? toCommonJs(text, file) : text);
    const compiled = compileFunction(this.#options.transform?.(source, file) ?? source, names, {
      filename: file,
    }) as CompiledModule;
    this.#options.compiled?.set(file, compiled);
    return compiled;
  }

  #require(file: string): (name: string) => unknown {
    const fromFile = createRequire(file);
    const replaced = this.#options.modules ?? {};
    return (name) => (Object.hasOwn(replaced, name) ? replaced[name] : fromFile(name));
  }

  #globals(): Record<string, unknown> {
    const clock = this.#clock;
    const line = (text: string) => this.#lines.push(text);
    const output = () =>
      new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          line(chunk.toString().trimEnd());
          done();
        },
      });
    const own = lambdaConsole({
      line,
      requestId: () => this.#requestId,
      now: () => clock.now(),
      json: this.spec.jsonLogs,
      level: this.spec.logLevel,
    });
    return {
      process: Object.create(process, {
        env: { value: { ...this.spec.env }, writable: true },
        stdout: { value: output() },
        stderr: { value: output() },
        exit: { value: (code = 0) => this.#exit(code) },
      }),
      console: Object.assign(Object.create(console), own),
      ...virtualGlobals(clock),
    };
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

/** Node's own modules that are imported on demand come through `require` too: what replaces them then holds for these. */
const importsAsRequires = (source: string): string =>
  source.replace(/\bimport\(("node:[\w/]+"|'node:[\w/]+')\)/g, 'Promise.resolve(require($1))');

/** Synchronous, as all of loading is here: work that the event loop does beside the clock would make a run depend on the machine. */
function toCommonJs(source: string, file: string): string {
  const esbuild: typeof import('esbuild') = createRequire(join(import.meta.dirname, 'x.js'))('esbuild');
  const define = { 'import.meta.url': JSON.stringify(pathToFileURL(file).href) };
  return esbuild.transformSync(source, { format: 'cjs', platform: 'node', define }).code;
}
