import type { Clock, Timer } from '../../clock.ts';
import type { Sandbox, SandboxResult } from './sandbox.ts';

export interface PoolOptions {
  /** Sandboxes of all functions together. */
  readonly maxSandboxes: number;
  /** Sandboxes of one function that may be starting at once: starting costs more CPU than waiting for one to fall free. */
  readonly maxStarting: number;
  /** Sandboxes of all functions together that are kept without work. */
  readonly maxIdle: number;
  /** How long an idle sandbox is kept. */
  readonly idleMs: number;
}

/** A sandbox on loan. `init` is there for the first borrower: how the start went, and how long it took. */
export interface Loan {
  readonly sandbox: Sandbox;
  readonly init?: { readonly result: SandboxResult; readonly durationMs: number };
}

interface Idle {
  readonly sandbox: Sandbox;
  readonly since: number;
}

/** Sandboxes of one revision of a function's code and configuration. */
interface Group {
  readonly key: string;
  readonly make: () => Sandbox;
  readonly idle: Idle[];
  readonly waiting: ((loan: Loan) => void)[];
  starting: number;
}

/**
 * Keeps sandboxes between invocations, as Lambda does. Whoever asks gets an idle one, or else the first that falls free or has
 * started. Beyond `maxSandboxes`, callers wait; idle sandboxes of other functions make room.
 */
export class SandboxPool {
  readonly #clock: Clock;
  readonly #options: PoolOptions;
  readonly #groups = new Map<string, Group>();
  readonly #live = new Set<Sandbox>();
  #sweep: Timer | undefined;
  #closed = false;

  constructor(clock: Clock, options: PoolOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  borrow(key: string, make: () => Sandbox): Promise<Loan> | Loan {
    const group = this.#group(key, make);
    const idle = this.#takeIdle(group);
    if (idle) return { sandbox: idle };
    return new Promise((resolve) => {
      if (this.#closed) return; // nobody gets an answer any more
      group.waiting.push(resolve);
      this.#grow(group);
    });
  }

  giveBack(key: string, sandbox: Sandbox): void {
    if (!sandbox.alive) this.#live.delete(sandbox);
    else this.#offer(this.#groups.get(key), { sandbox });
    for (const group of this.#groups.values()) this.#grow(group);
  }

  /** Ends the idle sandboxes whose key is not wanted any more; those on loan end when they are given back. */
  retire(isStale: (key: string) => boolean): void {
    for (const [key, group] of this.#groups) {
      if (!isStale(key)) continue;
      this.#endIdle(group, Number.POSITIVE_INFINITY);
      if (group.waiting.length === 0) this.#groups.delete(key);
    }
  }

  /** Ends all sandboxes, also those at work: what they were doing is done again at the next start, and so is what still asks for one. */
  close(): void {
    this.#closed = true;
    this.#sweep?.cancel();
    this.#groups.clear();
    for (const sandbox of [...this.#live]) this.#end(sandbox);
  }

  #group(key: string, make: () => Sandbox): Group {
    let group = this.#groups.get(key);
    if (!group) {
      group = { key, make, idle: [], waiting: [], starting: 0 };
      this.#groups.set(key, group);
    }
    return group;
  }

  /** The one used last, whose memory is warm; those that died while idle are dropped. */
  #takeIdle(group: Group): Sandbox | undefined {
    for (let idle = group.idle.pop(); idle; idle = group.idle.pop()) {
      if (idle.sandbox.alive) return idle.sandbox;
      this.#live.delete(idle.sandbox);
    }
    return undefined;
  }

  #grow(group: Group): void {
    while (group.starting < Math.min(group.waiting.length, this.#options.maxStarting)) {
      if (this.#live.size >= this.#options.maxSandboxes && !this.#evict()) return;
      void this.#start(group);
    }
  }

  async #start(group: Group): Promise<void> {
    group.starting += 1;
    const started = this.#clock.now();
    const sandbox = group.make();
    this.#live.add(sandbox);
    const result = await sandbox.start();
    group.starting -= 1;
    this.#offer(group, { sandbox, init: { result, durationMs: this.#clock.now() - started } });
  }

  #offer(group: Group | undefined, loan: Loan): void {
    const next = group?.waiting.shift();
    if (next) next(loan);
    else if (!loan.sandbox.alive) this.#live.delete(loan.sandbox);
    else if (!group || this.#groups.get(group.key) !== group) this.#end(loan.sandbox);
    else {
      group.idle.push({ sandbox: loan.sandbox, since: this.#clock.now() });
      if (this.#idleCount() > this.#options.maxIdle) this.#evict();
      this.#scheduleSweep();
    }
  }

  #idleCount(): number {
    let count = 0;
    for (const { idle } of this.#groups.values()) count += idle.length;
    return count;
  }

  /** Makes room by ending the sandbox that has been idle longest. */
  #evict(): boolean {
    let oldest: Group | undefined;
    for (const group of this.#groups.values()) {
      const since = group.idle[0]?.since;
      if (since !== undefined && since < (oldest?.idle[0]?.since ?? Number.POSITIVE_INFINITY)) oldest = group;
    }
    const idle = oldest?.idle.shift();
    if (idle) this.#end(idle.sandbox);
    return idle !== undefined;
  }

  #scheduleSweep(): void {
    this.#sweep ??= this.#clock.setTimer(this.#options.idleMs, () => {
      this.#sweep = undefined;
      const before = this.#clock.now() - this.#options.idleMs;
      for (const group of this.#groups.values()) this.#endIdle(group, before);
      if ([...this.#groups.values()].some(({ idle }) => idle.length > 0)) this.#scheduleSweep();
    });
  }

  #endIdle(group: Group, before: number): void {
    while (group.idle[0] && group.idle[0].since <= before) this.#end((group.idle.shift() as Idle).sandbox);
  }

  #end(sandbox: Sandbox): void {
    this.#live.delete(sandbox);
    sandbox.end();
  }
}
