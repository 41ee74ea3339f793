import type { FunctionError } from '../runtime/messages.ts';
import type { Ending } from './environment-process.ts';

/** What Lambda calls a signal that ends a process, where that is not the name alone. */
const SIGNALS: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGALRM: 'alarm clock',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGPIPE: 'broken pipe',
  SIGQUIT: 'quit',
  SIGSEGV: 'segmentation fault',
  SIGSYS: 'bad system call',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
  SIGUSR1: 'user defined signal 1',
  SIGUSR2: 'user defined signal 2',
};

/** What V8 writes before it aborts a process whose heap is full. */
const HEAP_FULL = /FATAL ERROR: .*(out of memory|Allocation failed|invalid size)/i;

export const timedOut = (requestId: string, timeoutMs: number): FunctionError => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
});

export const outOfMemory = (requestId: string): FunctionError => ({
  errorType: 'Runtime.OutOfMemory',
  errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
});

/** @param logs what it wrote at the last, which tells a full heap from any other abort */
export function exited(requestId: string, how: Ending, logs: readonly string[]): FunctionError {
  if (how.signal && logs.some((line) => HEAP_FULL.test(line))) return outOfMemory(requestId);
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${reason(how)}` };
}

function reason({ code, signal, error }: Ending): string {
  if (error) return `Runtime failed to start: ${error.message}`;
  if (signal) return `Runtime exited with error: signal: ${SIGNALS[signal] ?? signal}`;
  return code ? `Runtime exited with error: exit status ${code}` : 'Runtime exited without providing a reason';
}
