import type { Clock, Timer } from '../../clock.ts';
import type { ChunkTarget, FromEnvironment, FunctionError, Invocation, SandboxData } from '../runtime/messages.ts';
import { exited, outOfMemory, timedOut } from './endings.ts';
import type { Ending, EnvironmentListener, EnvironmentProcess } from './environment-process.ts';
import { InvocationLog } from './invocation-log.ts';
import type { ProcessHost } from './process-host.ts';
import type { Sandbox, SandboxResult, SandboxSpec } from './sandbox.ts';

/** Lambda gives the module 10 s to load. */
const INIT_TIMEOUT_MS = 10_000;
const NEVER_BEGAN: Ending = { code: 0, signal: null };

/** What an environment says of an invocation, but for its log. */
type Outcome = Omit<SandboxResult, 'logs' | 'peakKb'>;

interface Pending {
  readonly requestId: string;
  readonly resolve: (result: SandboxResult) => void;
  readonly chunk: ChunkTarget | undefined;
  readonly timer: Timer;
}

/** A sandbox in a process of its own: what its code does, be it spinning, exiting, crashing or filling its memory, ends it alone. */
export class ProcessSandbox implements Sandbox, EnvironmentListener {
  readonly spec: SandboxSpec;
  readonly #clock: Clock;
  readonly #host: ProcessHost;
  readonly #log = new InvocationLog();
  #process: EnvironmentProcess | undefined;
  #pending: Pending | undefined;
  /** Why this process ends it, if it does. */
  #verdict: FunctionError | undefined;
  alive = true;

  constructor(spec: SandboxSpec, clock: Clock, host: ProcessHost) {
    this.spec = spec;
    this.#clock = clock;
    this.#host = host;
  }

  start(): Promise<SandboxResult> {
    const result = this.#await('', INIT_TIMEOUT_MS);
    const exceeded = () => this.#die(outOfMemory(this.#pending?.requestId ?? ''));
    try {
      this.#process = this.#host.start(this.spec, this, exceeded);
      this.#process.send({ kind: 'start', data: sandboxData(this.spec) });
    } catch (cause) {
      this.ended({ code: null, signal: null, error: cause instanceof Error ? cause : new Error(String(cause)) });
    }
    return result;
  }

  run({ payload, ...invocation }: Invocation, chunk?: ChunkTarget): Promise<SandboxResult> {
    const { requestId, timeLeftMs } = invocation;
    if (!this.alive) return Promise.resolve({ error: exited(requestId, NEVER_BEGAN, []), logs: [] });
    const result = this.#await(requestId, timeLeftMs, chunk);
    this.#process?.heed(true);
    this.#process?.send({ kind: 'invoke', invocation }, payload);
    return result;
  }

  /** Whoever waits for an answer gets none: with the runtime's end, that is as if it had been killed. */
  end(): void {
    this.#pending?.timer.cancel();
    this.#pending = undefined;
    this.#kill();
  }

  message(message: FromEnvironment, body: Buffer): void {
    if (message.kind === 'failed' && message.fatal) this.#kill();
    if (message.kind === 'line') this.#log.add(body);
    else if (message.kind === 'chunk') this.#pending?.chunk?.(body, message.contentType);
    else this.#settle(resultOf(message, body));
  }

  line(text: string): void {
    this.#log.add(text);
  }

  ended(how: Ending): void {
    this.alive = false;
    const logs = this.#log.take();
    const requestId = this.#pending?.requestId ?? '';
    this.#settle({ error: this.#verdict ?? exited(requestId, how, logs) }, logs);
  }

  /** The result waits for the process's end, for by then all that it had written is here. */
  #die(verdict: FunctionError): void {
    this.#verdict ??= verdict;
    this.#kill();
  }

  #kill(): void {
    this.alive = false;
    this.#process?.kill();
  }

  #await(requestId: string, limitMs: number, chunk?: ChunkTarget): Promise<SandboxResult> {
    return new Promise((resolve) => {
      const timer = this.#clock.setTimer(limitMs, () => this.#die(timedOut(requestId, limitMs)));
      this.#pending = { requestId, resolve, chunk, timer };
    });
  }

  #settle(result: Outcome, logs: string[] = this.#log.take()): void {
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.timer.cancel();
    if (this.alive) this.#process?.heed(false);
    const peakKb = this.#process && this.#host.peakKb(this.#process);
    pending?.resolve({ ...result, logs, peakKb });
  }
}

function sandboxData(spec: SandboxSpec): SandboxData {
  const { taskRoot, handler, callbacks, functionName, version, memoryMb, logGroup, logStream, jsonLogs, logLevel } =
    spec;
  const names = { functionName, functionVersion: version, logGroupName: logGroup, logStreamName: logStream };
  return { taskRoot, handler, callbacks, ...names, memoryLimitInMB: String(memoryMb), jsonLogs, logLevel };
}

/** @throws what is no message of an environment's */
function resultOf(message: FromEnvironment, body: Buffer): Outcome {
  switch (message.kind) {
    case 'ready':
      return {};
    case 'done':
      return { payload: body.toString(), contentType: message.contentType };
    case 'failed':
      return { error: functionError(body) };
    default:
      throw new TypeError('an unknown message');
  }
}

function functionError(body: Buffer): FunctionError {
  const error = JSON.parse(body.toString()) as FunctionError;
  if (typeof error?.errorType === 'string' && typeof error.errorMessage === 'string') return error;
  throw new TypeError('no error of a function');
}
