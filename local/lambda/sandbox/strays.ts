import { readdirSync, readFileSync } from 'node:fs';

/**
 * Ends the processes that an environment has put into sessions of their own, out of its group's reach. Their variables tell them, where
 * the system shows these (Linux); whom an environment has started came after it.
 * @param mark a variable that this environment alone has, as `NAME=value`
 */
export function endStrays(leader: number, mark: string): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (pid > leader && has(pid, mark)) attempt(() => process.kill(pid, 'SIGKILL'));
  }
}

const has = (pid: number, mark: string): boolean =>
  attempt(() => readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark)) ?? false;

/** It may be gone, or somebody else's. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
