import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** `penstock local` as a process of its own, as a user runs it. */
export interface LocalProcess {
  readonly process: ChildProcess;
  readonly pid: number;
  /** Of the AWS services. */
  readonly endpoint: string;
  /** Of the vendors' stand-ins. */
  readonly vendors: string;
  /** Of the web console; '' without one. */
  readonly console: string;
  /** Milliseconds until the engines answered and had resumed, without the time to load the code. */
  readonly enginesMs: number;
  /** Ends it, by SIGTERM unless another signal is given; resolves when it is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
  /** The answer of `work`, or an error with what the process last printed, if it ends before the work is done. */
  outlives<T>(work: Promise<T>): Promise<T>;
}

const SCRIPT = join(import.meta.dirname, '../../bin/penstock.cjs');

/** Resolves when it has said that it is ready; rejects with what it printed if it ends before. */
export async function startLocal(...args: readonly string[]): Promise<LocalProcess> {
  const argv = [SCRIPT, 'local', '--json', ...args];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk).slice(-8_000);
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as {
      ready?: boolean;
      endpoint: string;
      vendors: string;
      console?: string;
      enginesMs: number;
    };
    if (!said.ready) continue;
    child.stdout.resume();
    const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
      child.kill(signal);
      await gone;
    };
    const died = async (): Promise<never> => {
      await gone;
      throw new Error(`the runtime ended (${child.signalCode ?? child.exitCode}) in the midst of it:\n${errors}`);
    };
    const outlives = <T>(work: Promise<T>) => Promise.race([work, died()]);
    const { endpoint, vendors, console = '', enginesMs } = said;
    return { process: child, pid: child.pid ?? 0, endpoint, vendors, console, enginesMs, end, outlives };
  }
  await gone;
  throw new Error(`it ended with ${child.exitCode} before it was ready:\n${errors}`);
}
