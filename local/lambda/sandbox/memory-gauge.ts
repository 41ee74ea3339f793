import { execFile } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';

/** Memory in KiB. */
export interface Memory {
  readonly resident: number;
  /** The most so far, as far as it is known. */
  readonly peak: number;
}

/** Tells how much memory a process holds; of one that is gone, what is known of it. */
export interface MemoryGauge {
  read(): Memory;
  close(): void;
}

/** Linux tells at once; elsewhere `ps` is asked, and the answer is the last that it gave. */
export const openGauge = (pid: number): MemoryGauge =>
  process.platform === 'linux' ? new ProcGauge(pid) : new PsGauge(pid);

const buffer = Buffer.alloc(4096);
const STATUS = /VmHWM:\s+(\d+)[^:]*VmRSS:\s+(\d+)/;

/** The file stays open: to open it each time takes twice as long as to read it. */
class ProcGauge implements MemoryGauge {
  readonly #file: number | undefined;
  #latest: Memory = { resident: 0, peak: 0 };

  constructor(pid: number) {
    this.#file = attempt(() => openSync(`/proc/${pid}/status`, 'r'));
  }

  read(): Memory {
    const file = this.#file;
    const length = file === undefined ? undefined : attempt(() => readSync(file, buffer, 0, buffer.length, 0));
    const [, peak, resident] = STATUS.exec(buffer.toString('latin1', 0, length ?? 0)) ?? [];
    if (resident) this.#latest = { resident: Number(resident), peak: Number(peak) };
    return this.#latest;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }
}

/** Asks again only once the answer has come. */
export class PsGauge implements MemoryGauge {
  readonly #pid: number;
  #latest: Memory = { resident: 0, peak: 0 };
  #asking = false;

  constructor(pid: number) {
    this.#pid = pid;
  }

  read(): Memory {
    if (!this.#asking) this.#ask();
    return this.#latest;
  }

  close(): void {
    this.#asking = true;
  }

  #ask(): void {
    this.#asking = true;
    execFile('ps', ['-o', 'rss=', '-p', String(this.#pid)], (error, stdout) => {
      this.#asking = false;
      if (error) return; // it is gone
      const resident = Number(stdout);
      this.#latest = { resident, peak: Math.max(resident, this.#latest.peak) };
    });
  }
}

/** A process may be gone at any moment. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
