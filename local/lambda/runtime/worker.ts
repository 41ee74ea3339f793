import { constants } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { LineCutter, lambdaConsole } from './console.ts';
import { toFunctionError, unhandledRejection } from './errors.ts';
import { JournalWriter } from './journal.ts';
import { type Handler, loadHandler } from './load.ts';
import type { ChunkTarget, FunctionError, Invocation, SandboxData, SandboxMessage } from './messages.ts';
import { lambdaContext, runHandler } from './run.ts';
import { awslambda } from './streaming.ts';

/** The inside of a sandbox: loads the function's module once, then runs one invocation after the other. */
const data = workerData as SandboxData;
const port = parentPort;
if (!port) throw new Error('this module runs in a worker only');

const journal = new JournalWriter(data.journal);
let lines: string[] = [];
let requestId = '';

/** What CloudWatch Logs takes as one event; a longer line would also hold up the process that it is handed to. */
const LONGEST_LINE = 1_048_576 - 26;

const line = (text: string): void => {
  const kept = text.slice(0, LONGEST_LINE);
  lines.push(kept);
  journal.write(kept);
};
const cutters = [new LineCutter(line), new LineCutter(line)];

function takeLogs(): string[] {
  for (const cutter of cutters) cutter.flush();
  const taken = lines;
  lines = [];
  return taken;
}

function say(message: SandboxMessage): void {
  port?.postMessage(message);
  if (message.kind !== 'chunk') journal.clear();
}

const fail = (error: FunctionError, fatal: boolean): void => say({ kind: 'failed', error, fatal, logs: takeLogs() });

function capture(stream: NodeJS.WriteStream, cutter: LineCutter): void {
  const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    cutter.write(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') queueMicrotask(() => callback());
    return true;
  };
  Object.defineProperty(stream, 'write', { value: write, configurable: true });
}

function prepareGlobals(): void {
  capture(process.stdout, cutters[0] as LineCutter);
  capture(process.stderr, cutters[1] as LineCutter);
  Object.assign(
    console,
    lambdaConsole({
      line,
      requestId: () => requestId,
      now: () => Date.now(),
      json: data.jsonLogs,
      level: data.logLevel,
    }),
  );
  Object.defineProperty(globalThis, 'awslambda', { value: { ...awslambda }, configurable: true, writable: true });
  Object.defineProperty(process, 'kill', { value: killAlone, configurable: true, writable: true });
  process.on('uncaughtException', (error) => fail(toFunctionError(error), true));
  process.on('unhandledRejection', (reason) => fail(unhandledRejection(reason), true));
}

const kill = process.kill.bind(process);

/** A function's process is its own, on Lambda; here it is everybody's. So one that kills itself ends its worker alone, as a signal does. */
function killAlone(pid: number, signal: string | number = 'SIGTERM'): true {
  if (signal === 0 || (pid > 0 && pid !== process.pid)) return kill(pid, signal);
  const number = typeof signal === 'number' ? signal : (constants.signals[signal as NodeJS.Signals] ?? 0);
  process.exit(128 + number);
}

async function invoke(handler: Handler, invocation: Invocation): Promise<void> {
  requestId = invocation.requestId;
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  const chunk: ChunkTarget = (bytes, contentType) => say({ kind: 'chunk', data: new Uint8Array(bytes), contentType });
  try {
    const context = lambdaContext(data, invocation, () => Date.now());
    const outcome = await runHandler(handler, invocation, context, { callbacks: data.callbacks, chunk });
    say({ kind: 'done', ...outcome, logs: takeLogs() });
  } catch (error) {
    fail(toFunctionError(error), false);
  }
}

prepareGlobals();
loadHandler(data.taskRoot, data.handler).then(
  (handler) => {
    port.on('message', (invocation: Invocation) => void invoke(handler, invocation));
    say({ kind: 'ready', logs: takeLogs() });
  },
  (error: unknown) => fail(toFunctionError(error), true),
);
