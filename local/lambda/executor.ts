import { cpus } from 'node:os';
import type { CallContext } from '../cloud.ts';
import { logWriter } from '../logs/writer.ts';
import type { LambdaEngine } from './engine.ts';
import { environmentOf } from './environment.ts';
import type { FunctionRecord } from './function-record.ts';
import type { LambdaMeter } from './lambda-meter.ts';
import { type InvocationReport, platformLines } from './platform-logs.ts';
import type { ChunkTarget, FunctionError, Invocation } from './runtime/messages.ts';
import { type InProcessOptions, InProcessSandbox } from './sandbox/in-process-sandbox.ts';
import { type Loan, SandboxPool } from './sandbox/pool.ts';
import type { Sandbox, SandboxResult, SandboxSpec } from './sandbox/sandbox.ts';
import { WorkerSandbox } from './sandbox/worker-sandbox.ts';

export interface ExecutorOptions {
  /** `worker`: each sandbox is a thread of its own. `in-process`: for simulation, on the cloud's clock; nothing is isolated. */
  readonly isolation: 'worker' | 'in-process';
  readonly inProcess?: InProcessOptions;
  readonly maxSandboxes?: number;
  /** How long a sandbox is kept without work, in milliseconds; a minute unless given. AWS promises nothing. */
  readonly idleMs?: number;
}

const IDLE_MS = 60_000;
const MAX_SANDBOXES = 64;

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
  #program: string | undefined;

  constructor(engine: LambdaEngine, meter: LambdaMeter, options: ExecutorOptions) {
    this.#engine = engine;
    this.#meter = meter;
    this.#options = options;
    const maxStarting = options.isolation === 'worker' ? Math.max(2, cpus().length) : Number.POSITIVE_INFINITY;
    const maxSandboxes = options.maxSandboxes ?? (options.isolation === 'worker' ? MAX_SANDBOXES : 10_000);
    this.#pool = new SandboxPool(engine.cloud.clock, { maxSandboxes, maxStarting, idleMs: options.idleMs ?? IDLE_MS });
  }

  async execute(request: ExecutionRequest): Promise<Execution> {
    const { record, context } = request;
    const key = sandboxKey(record);
    if (this.#options.isolation === 'worker') this.#program ??= await this.#engine.workspace.bundle();
    const loan = await this.#pool.borrow(key, () => this.#make(record, context));
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

  close(): void {
    this.#pool.close();
  }

  #make(record: FunctionRecord, context: CallContext): Sandbox {
    const spec = this.#spec(record, context);
    const { clock } = this.#engine.cloud;
    if (this.#options.isolation === 'in-process') {
      const { inProcess } = this.#options;
      const make = () => new InProcessSandbox(spec, clock, inProcess);
      return inProcess?.kept?.take(sandboxKey(record), make) ?? make();
    }
    return new WorkerSandbox(spec, clock, this.#program as string);
  }

  #spec(record: FunctionRecord, context: CallContext): SandboxSpec {
    const { cloud, code } = this.#engine;
    const day = new Date(cloud.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    const logStream = `${day}/[${record.Version}]${cloud.clock.bytes(16).toString('hex')}`;
    const taskRoot = code.folderOf(record.CodeSha256);
    return {
      functionName: record.FunctionName,
      version: record.Version,
      handler: record.Handler,
      taskRoot,
      memoryMb: record.MemorySize,
      env: environmentOf(cloud, record, context, { taskRoot, logStream }),
      callbacks: Number(/\d+/.exec(record.Runtime)?.[0]) < 24,
      logGroup: record.LoggingConfig.LogGroup,
      logStream,
      jsonLogs: record.LoggingConfig.LogFormat === 'JSON',
      logLevel: record.LoggingConfig.ApplicationLogLevel ?? 'TRACE',
    };
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
