import { Socket } from 'node:net';
import { lambdaConsole } from './console.ts';
import { toFunctionError, unhandledRejection } from './errors.ts';
import { FrameReader } from './frames.ts';
import { type Handler, loadHandler } from './load.ts';
import { type FunctionError, INPUT, type Invocation, type SandboxData, type ToEnvironment } from './messages.ts';
import { captureStreams, flushLines, say, sayChunk, sayLine } from './output.ts';
import { errorPayload, lambdaContext, runHandler } from './run.ts';
import { awslambda } from './streaming.ts';

/** The inside of an execution environment, a process of its own: loads the function's module once, then runs one invocation after the other. */
const kill = process.kill.bind(process);
const OWN_GROUP = 0;
let requestId = '';

function fail(error: FunctionError, fatal: boolean): void {
  flushLines();
  say({ kind: 'failed', fatal }, errorPayload(error));
}

/** What a function reaches beyond itself by mistake: `kill(-1)` means all processes of this user, on a machine that is not its own. */
function killOwn(pid: number, signal?: string | number): true {
  if (pid === process.ppid) throw Object.assign(new Error('kill EPERM'), { code: 'EPERM', syscall: 'kill' });
  return kill(pid === -1 ? OWN_GROUP : pid, signal);
}

function prepareGlobals({ jsonLogs: json, logLevel: level }: SandboxData): void {
  captureStreams();
  const target = { line: sayLine, requestId: () => requestId, now: () => Date.now(), json, level };
  Object.assign(console, lambdaConsole(target));
  Object.defineProperty(globalThis, 'awslambda', { value: { ...awslambda }, configurable: true, writable: true });
  Object.defineProperty(process, 'kill', { value: killOwn, configurable: true, writable: true });
  process.on('uncaughtException', (error) => fail(toFunctionError(error), true));
  process.on('unhandledRejection', (reason) => fail(unhandledRejection(reason), true));
  process.on('exit', flushLines);
}

async function invoke(handler: Handler, data: SandboxData, invocation: Invocation): Promise<void> {
  requestId = invocation.requestId;
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  try {
    const context = lambdaContext(data, invocation, () => Date.now());
    const options = { callbacks: data.callbacks, chunk: sayChunk };
    const { payload, contentType } = await runHandler(handler, invocation, context, options);
    flushLines();
    say({ kind: 'done', contentType }, payload);
  } catch (error) {
    fail(toFunctionError(error), false);
  }
}

async function start(data: SandboxData): Promise<void> {
  prepareGlobals(data);
  try {
    const handler = await loadHandler(data.taskRoot, data.handler);
    take = (message, body) => {
      if (message.kind === 'invoke') void invoke(handler, data, { ...message.invocation, payload: body.toString() });
    };
    flushLines();
    say({ kind: 'ready' });
  } catch (error) {
    fail(toFunctionError(error), true);
  }
}

let take = (message: ToEnvironment, _body: Buffer): void => {
  if (message.kind === 'start') void start(message.data);
};

const input = new Socket({ fd: INPUT, readable: true, writable: false });
const reader = new FrameReader((message, body) => take(message as ToEnvironment, body));
input.on('data', (piece) => reader.push(piece));
// The runtime is gone, however it ended: nobody is left to answer to, and nothing of the function's may stay.
for (const end of ['end', 'error', 'close']) input.on(end, () => kill(OWN_GROUP, 'SIGKILL'));
