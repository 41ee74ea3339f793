import { cpus } from 'node:os';
import type { CallContext } from '../cloud.ts';
import { logWriter } from '../logs/writer.ts';
import type { LambdaEngine } from './engine.ts';
import { sandboxSpec } from './environment.ts';
import type { FunctionRecord } from './function-record.ts';
import type { LambdaMeter } from './lambda-meter.ts';
import { type InvocationReport, platformLines } from './platform-logs.ts';
import type { ChunkTarget, FunctionError, Invocation } from './runtime/messages.ts';
import { type InProcessOptions, InProcessSandbox } from './sandbox/in-process-sandbox.ts';
import { type Loan, SandboxPool } from './sandbox/pool.ts';
import { ProcessHost } from './sandbox/process-host.ts';
import { ProcessSandbox } from './sandbox/process-sandbox.ts';
import type { Sandbox, SandboxResult } from './sandbox/sandbox.ts';

export interface ExecutorOptions {
  /** `process`: each sandbox is a process of its own. `in-process`: for simulation, on the cloud's clock; nothing is isolated. */
  readonly isolation: 'process' | 'in-process';
  readonly inProcess?: InProcessOptions;
  readonly maxSandboxes?: number;
  /** How long a sandbox is kept without work, in milliseconds; a minute unless given. AWS promises nothing. */
  readonly idleMs?: number;
}

const IDLE_MS = 60_000;
const MAX_SANDBOXES = 64;
/** Of processes: each holds some 30 MB of its own. */
const MAX_IDLE = 16;
/** In this process they cost next to nothing. */
const MANY = { maxSandboxes: 10_000, maxStarting: Number.POSITIVE_INFINITY, maxIdle: Number.POSITIVE_INFINITY };

export interface Execution {
  readonly payload: string;
  readonly contentType?: string;
  readonly error?: FunctionError;
  /** All log lines of the invocation, for `LogType: Tail`. */
  log(): readonly string[];
}

export interface ExecutionRequest {
  readonly record: FunctionRecord;
  readonly payload: string;
  readonly arn: string;
  readonly context: CallContext;
  readonly clientContext?: string;
  readonly chunk?: ChunkTarget;
}

/** Runs functions in sandboxes, and writes their logs. */
export class Executor {
  readonly #engine: LambdaEngine;
  readonly #meter: LambdaMeter;
  readonly #options: ExecutorOptions;
  readonly #pool: SandboxPool;
  #host: ProcessHost | undefined;

  constructor(engine: LambdaEngine, meter: LambdaMeter, options: ExecutorOptions) {
    this.#engine = engine;
    this.#meter = meter;
    this.#options = options;
    const { maxSandboxes, idleMs = IDLE_MS } = options;
    const few = { maxSandboxes: MAX_SANDBOXES, maxStarting: Math.max(2, cpus().length), maxIdle: MAX_IDLE };
    const limits = options.isolation === 'process' ? few : MANY;
    this.#pool = new SandboxPool(engine.cloud.clock, { ...limits, ...(maxSandboxes && { maxSandboxes }), idleMs });
  }

  async execute(request: ExecutionRequest): Promise<Execution> {
    const { record, context } = request;
    const key = sandboxKey(record);
    const host = this.#options.isolation === 'process' ? await this.#processes() : undefined;
    const loan = await this.#pool.borrow(key, () => this.#make(record, context, host));
    try {
      return await this.#run(request, loan);
    } finally {
      this.#pool.giveBack(key, loan.sandbox);
    }
  }

  /** Ends what runs an older revision of the function, once it is idle. */
  retire(name: string): void {
    this.#pool.retire((key) => key.startsWith(`${name} `));
  }

  /** Resolves when nothing runs any more. */
  async close(): Promise<void> {
    this.#pool.close();
    await this.#host?.close();
  }

  async #processes(): Promise<ProcessHost> {
    const { cloud, workspace } = this.#engine;
    const program = this.#host ? '' : await workspace.bundle();
    this.#host ??= new ProcessHost(cloud.clock, program);
    return this.#host;
  }

  #make(record: FunctionRecord, context: CallContext, host: ProcessHost | undefined): Sandbox {
    const spec = sandboxSpec(this.#engine, record, context);
    const { clock } = this.#engine.cloud;
    if (host) return new ProcessSandbox(spec, clock, host);
    const { inProcess } = this.#options;
    const make = () => new InProcessSandbox(spec, clock, inProcess);
    return inProcess?.kept?.take(sandboxKey(record), make) ?? make();
  }

  async #run(request: ExecutionRequest, { sandbox, init }: Loan): Promise<Execution> {
    const { clock } = this.#engine.cloud;
    const started = clock.now();
    const result = init?.result.error
      ? renamed(init.result, request.context.requestId)
      : await this.#invoke(request, sandbox);
    const report: InvocationReport = {
      requestId: request.context.requestId,
      record: request.record,
      started,
      ended: clock.now(),
      initMs: init?.durationMs,
      peakKb: result.peakKb,
      lines: [...(init?.result.error ? [] : (init?.result.logs ?? [])), ...result.logs],
      error: result.error,
    };
    this.#meter.ended(request.record.FunctionName, result.error !== undefined, report.ended - started);
    if (this.#engine.cloud.observed) {
      const { logGroup, logStream } = sandbox.spec;
      logWriter(this.#engine.cloud).write(logGroup, logStream, platformLines(report));
    }
    const log = () => platformLines(report).map(({ message }) => message);
    const payload = result.error ? JSON.stringify(result.error) : (result.payload ?? '');
    return { payload, contentType: result.contentType, error: result.error, log };
  }

  #invoke(request: ExecutionRequest, sandbox: Sandbox): Promise<SandboxResult> {
    const invocation: Invocation = {
      requestId: request.context.requestId,
      payload: request.payload,
      arn: request.arn,
      traceId: this.#traceId(),
      timeLeftMs: request.record.Timeout * 1000,
      clientContext: request.clientContext,
      streaming: request.chunk !== undefined,
    };
    return sandbox.run(invocation, request.chunk);
  }

  #traceId(): string {
    const { clock } = this.#engine.cloud;
    const epoch = Math.floor(clock.now() / 1000).toString(16);
    const hex = clock.bytes(20).toString('hex');
    return `Root=1-${epoch}-${hex.slice(0, 24)};Parent=${hex.slice(24)};Sampled=0`;
  }
}

const sandboxKey = ({ FunctionName, Version, RevisionId }: FunctionRecord): string =>
  `${FunctionName} ${Version} ${RevisionId}`;

/** An error at loading names no request; the invocation that ran into it does. */
function renamed(result: SandboxResult, requestId: string): SandboxResult {
  const error = result.error;
  if (!error?.errorMessage.startsWith('RequestId: ')) return result;
  const errorMessage = error.errorMessage.replace(/^RequestId: \S* /, `RequestId: ${requestId} `);
  return { ...result, error: { ...error, errorMessage } };
}
