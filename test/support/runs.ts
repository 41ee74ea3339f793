import { readFileSync } from 'node:fs';

/** True while there is such a process; one that has ended, and that nobody has waited for yet, is none. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
