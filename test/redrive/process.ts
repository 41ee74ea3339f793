import { spawn } from 'node:child_process';
import { join } from 'node:path';

const SCRIPT = join(import.meta.dirname, '../../bin/penstock.ts');

/** `penstock dead-letters redrive` as a process of its own, as an operator runs it. */
export function redriveInProcess(endpoint: string, args: readonly string[]) {
  const argv = [SCRIPT, 'dead-letters', 'redrive', '--json', '--endpoint', endpoint, ...args];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk).slice(-4_000);
  });
  const done = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 1) reject(new Error(`redrive failed: ${errors}`));
      else resolve(code ?? (signal === 'SIGKILL' ? 137 : 1));
    });
  });
  return { done, kill: () => child.kill('SIGKILL') };
}
