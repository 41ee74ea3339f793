import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SeedResult } from './simulate.ts';
import { synthesiseApp } from './snapshot.ts';
import type { Answer, Task } from './worker.ts';

/** A young generation of 64 MB: most of what a seed allocates is dead within a virtual second. */
const NODE_OPTIONS = ['--no-deprecation', '--disable-warning=ExperimentalWarning', '--max-semi-space-size=64'];

const WORKER = join(import.meta.dirname, 'worker.ts');

/** Runs the tasks in `jobs` processes, as they come; `onResult` may end it early by returning true. */
export async function runAll(
  tasks: Iterable<Task>,
  jobs: number,
  onResult: (result: SeedResult) => boolean | undefined,
  synthesised?: string,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-app-'));
  try {
    const assembly = synthesised ?? (await synthesiseApp(join(folder, 'cdk.out')));
    const queue = tasks[Symbol.iterator]();
    let ended = false;
    const next = () => (ended ? undefined : (queue.next().value as Task | undefined));
    const end = (result: SeedResult) => {
      ended ||= onResult(result) === true;
    };
    await Promise.all(Array.from({ length: jobs }, () => work(assembly, next, end)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One process, until there is nothing left to do. */
function work(assembly: string, next: () => Task | undefined, end: (result: SeedResult) => void): Promise<void> {
  const child: ChildProcess = fork(WORKER, [assembly], { execArgv: NODE_OPTIONS });
  return new Promise((resolve, reject) => {
    let current: Task | undefined;
    child.on('message', (answer: Answer) => {
      if ('result' in answer) end(answer.result);
      current = next();
      if (current) child.send(current);
      else child.disconnect();
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code) reject(new Error(`a worker ended with ${code} at seed ${current?.seed ?? '(none)'}`));
      else resolve();
    });
  });
}
