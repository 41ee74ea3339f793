import { spawn } from 'node:child_process';
import { join } from 'node:path';

const SCRIPT = join(import.meta.dirname, '../../bin/penstock.ts');

/** What a command printed and ended with; of one that was killed, whatever it had printed. */
export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** A command of `penstock` as a process of its own, as an operator runs it. */
export function penstock(endpoint: string, ...args: readonly string[]) {
  const argv = [SCRIPT, ...args, '--endpoint', endpoint];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk).slice(-4_000);
  });
  const done = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const ended = {
        code: code ?? (signal === 'SIGKILL' ? 137 : 1),
        output: Buffer.concat(output).toString(),
        errors,
      };
      if (ended.code === 1) reject(new Error(`penstock ${args.join(' ')} failed: ${errors}`));
      else resolve(ended);
    });
  });
  return { done, kill: () => child.kill('SIGKILL') };
}

/** The one JSON object that a command prints with `--json`. */
export async function answerOf<T>(endpoint: string, ...args: readonly string[]): Promise<T> {
  const { output } = await penstock(endpoint, ...args, '--json').done;
  return JSON.parse(output) as T;
}
