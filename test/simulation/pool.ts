import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SeedResult } from './simulate.ts';
import { synthesiseApp } from './snapshot.ts';
import type { Answer, Task } from './worker.ts';

/** A young generation of 64 MB: most of what a seed allocates is dead within a virtual second. */
const NODE_OPTIONS = ['--no-deprecation', '--disable-warning=ExperimentalWarning', '--max-semi-space-size=64'];

/** Thousands of errors are thrown on purpose, and nobody reads where: that is a twentieth of all. A seed alone has its stacks; its trace is the same. */
const NO_STACKS = '--stack-trace-limit=0';

const WORKER = join(import.meta.dirname, 'worker.ts');

/** Runs the tasks in `jobs` processes, as they come; `onResult` may end it early by returning true. */
export async function runAll(
  tasks: readonly Task[],
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
    const execArgv = [...NODE_OPTIONS, ...(tasks.length > 1 ? [NO_STACKS] : [])];
    const begin = () => fork(WORKER, [assembly], { execArgv });
    await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, () => work(begin(), next, end)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One process, until there is nothing left to do. */
function work(child: ChildProcess, next: () => Task | undefined, end: (result: SeedResult) => void): Promise<void> {
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
