import { type ChildProcess, spawn } from 'node:child_process';

/** Each line names the process groups of the moment; at the end of input, those of the last line are killed. */
const SCRIPT =
  'while read -r line; do groups=$line; done; for group in $groups; do kill -KILL "-$group" 2>/dev/null; done';

/**
 * A shell that outlives this process, if only for a moment: when this process is gone, also by `kill -9`, its input ends, and it ends the
 * groups that were left. An environment notices as much by itself, but not while its function spins.
 */
export class Reaper {
  #shell: ChildProcess | undefined;

  /** All groups that there are, by their leaders. */
  watch(groups: Iterable<number>): void {
    this.#shell ??= this.#start();
    this.#shell.stdin?.write(`${[...groups].join(' ')}\n`);
  }

  close(): void {
    this.#shell?.stdin?.end();
    this.#shell = undefined;
  }

  /** In a session of its own: Ctrl-C ends the runtime, which then ends its environments in order. */
  #start(): ChildProcess {
    const shell = spawn('sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, env: {} });
    shell.stdin.on('error', () => undefined);
    const forget = () => {
      if (this.#shell === shell) this.#shell = undefined;
    };
    shell.on('error', forget).on('exit', forget);
    shell.unref();
    return shell;
  }
}
