import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Milliseconds of one start on existing data. */
export interface Restart {
  /** From the start of the process until it answers and everything has resumed. */
  readonly process: number;
  /** Of that, the engines: data opened, ports taken, work resumed. The rest is Node that loads the code. */
  readonly engines: number;
}

interface Noted {
  readonly events: number;
  readonly kills: number;
  readonly slices: number;
  readonly wallMs: number;
  readonly restarts: readonly Restart[];
  readonly acknowledged: Readonly<Record<string, number>>;
}

/**
 * What a run knows so far, of the writers' side alone. It lies beside the data of the process that is killed, so that a long run can be
 * done in slices, each going on where the last one ended.
 */
export class Notes {
  readonly #path: string;
  /** The newest version of each item that was acknowledged. */
  readonly acknowledged: Map<string, number>;
  readonly restarts: Restart[];
  events: number;
  kills: number;
  slices: number;
  wallMs: number;

  constructor(folder: string) {
    this.#path = join(folder, 'chaos.json');
    const noted = existsSync(this.#path) ? (JSON.parse(readFileSync(this.#path, 'utf8')) as Noted) : undefined;
    this.acknowledged = new Map(Object.entries(noted?.acknowledged ?? {}));
    this.restarts = [...(noted?.restarts ?? [])];
    this.events = noted?.events ?? 0;
    this.kills = noted?.kills ?? 0;
    this.slices = noted?.slices ?? 0;
    this.wallMs = noted?.wallMs ?? 0;
  }

  acknowledge(key: string, version: number): void {
    this.acknowledged.set(key, Math.max(version, this.acknowledged.get(key) ?? 0));
    this.events += 1;
  }

  /** Once, at the end of a slice: no writer is at work then. */
  save(): void {
    const { events, kills, slices, wallMs, restarts } = this;
    const noted: Noted = {
      events,
      kills,
      slices,
      wallMs,
      restarts,
      acknowledged: Object.fromEntries(this.acknowledged),
    };
    writeFileSync(`${this.#path}.new`, JSON.stringify(noted));
    renameSync(`${this.#path}.new`, this.#path);
  }

  /** The middle one and the worst of all restarts. */
  restartMs(of: keyof Restart): { readonly median: number; readonly worst: number } {
    const sorted = this.restarts.map((restart) => restart[of]).toSorted((a, b) => a - b);
    return { median: sorted[sorted.length >> 1] ?? 0, worst: sorted.at(-1) ?? 0 };
  }
}
