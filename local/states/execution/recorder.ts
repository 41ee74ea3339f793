import type { Engine } from '../engine.ts';
import { StateFailure } from '../failure.ts';
import { LIMITS } from '../limits.ts';
import type { ExecutionRow } from '../stores/execution-row.ts';
import type { Branch } from './branch.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Details } from './history.ts';
import type { LogWriter } from './log-writer.ts';
import { type Happening, Packer } from './packed.ts';

/**
 * What an execution leaves behind: its history, and the checkpoints from which its branches can be made again. Express executions
 * leave their log alone.
 */
export class Recorder {
  readonly #engine: Engine;
  readonly #row: ExecutionRow;
  readonly #durable: boolean;
  readonly #logger: LogWriter | undefined;
  readonly #packer: Packer;
  #pending: Happening[] = [];
  #nextId = 1;
  /** Checkpoints of an earlier process that no branch has taken yet. */
  readonly #checkpoints = new Map<string, Checkpoint>();
  /** Branches that have gone on since their last checkpoint. */
  readonly #moved = new Set<Branch>();
  #stored = false;
  #armed = false;
  #closed = false;

  constructor(engine: Engine, row: ExecutionRow, logger: LogWriter | undefined) {
    this.#engine = engine;
    this.#row = row;
    this.#durable = row.type === 'STANDARD';
    this.#logger = logger;
    this.#packer = new Packer(row.input);
  }

  get lastEventId(): number {
    return this.#nextId - 1;
  }

  /**
   * Reads what an earlier process left.
   * @param branches checkpoints as JSON, by path
   * @param lastId the last event, if more have been written than the checkpoints know
   */
  load(branches: Map<string, string>, lastId: number, adapt: (checkpoint: Checkpoint) => Checkpoint): void {
    let last = lastId;
    for (const [path, data] of branches) {
      const checkpoint = JSON.parse(data) as Checkpoint;
      last = Math.max(last, checkpoint.last);
      this.#checkpoints.set(path, adapt(checkpoint));
      this.#stored = true;
    }
    this.#nextId = last + 1;
  }

  /** The checkpoint that a branch of the earlier process left, once. */
  take(path: string): Checkpoint | undefined {
    const checkpoint = this.#checkpoints.get(path);
    this.#checkpoints.delete(path);
    return checkpoint;
  }

  /** Adds an event; returns its id. */
  event(type: string, previousEventId: number, details?: Details): number {
    if (this.#nextId >= LIMITS.events && this.#durable && !type.startsWith('Execution')) throw tooLong();
    const id = this.#nextId++;
    const at = this.#engine.cloud.clock.now();
    if (this.#durable) this.#pending.push([type, at, previousEventId, details]);
    this.#logger?.write(this.#row, { timestamp: at / 1_000, type, id, previousEventId }, details);
    return id;
  }

  /** Notes that a branch has gone on since its last checkpoint. */
  touch(branch: Branch): void {
    if (this.#durable) this.#moved.add(branch);
  }

  /**
   * Writes the checkpoints of all branches that have moved, and all events so far, in one transaction: history and checkpoints never
   * disagree, so a restart repeats no event.
   */
  save(root: Branch): void {
    if (!this.#durable || this.#closed) return;
    if (this.#moved.size === 0 && this.#pending.length > 0) this.#moved.add(root);
    for (const branch of this.#moved) {
      this.#stored = true;
      this.#engine.executions.saveBranch(this.#row.id, branch.path, JSON.stringify(branch.checkpoint()));
    }
    this.#moved.clear();
    this.#flush();
  }

  /** Saves in the next turn, unless that has been done by then: what a task has done should not be done again after a crash. */
  saveSoon(root: Branch): void {
    if (!this.#durable || this.#armed) return;
    this.#armed = true;
    this.#engine.cloud.clock.setTimer(0, () => {
      this.#armed = false;
      if (this.#moved.size > 0) this.save(root);
    });
  }

  /** Forgets the branches under a path: their state has ended, or starts over. */
  forgetUnder(path: string): void {
    for (const key of this.#checkpoints.keys()) if (key.startsWith(`${path}/`)) this.#checkpoints.delete(key);
    for (const moved of this.#moved) if (moved.path.startsWith(`${path}/`)) this.#moved.delete(moved);
    if (this.#durable && this.#stored) this.#engine.executions.forgetBranches(this.#row.id, path);
  }

  /** Writes the last events. @param keep the checkpoints stay, for a redrive */
  close(keep: boolean): void {
    if (!this.#durable) return;
    this.#flush();
    if (!keep && this.#stored) this.#engine.executions.forgetBranches(this.#row.id);
    this.suspend();
  }

  /** Writes nothing more; another process, or a redrive, goes on from here. */
  suspend(): void {
    this.#closed = true;
    this.#checkpoints.clear();
    this.#moved.clear();
  }

  #flush(): void {
    const count = this.#pending.length;
    if (count === 0) return;
    const first = this.#nextId - count;
    this.#engine.executions.appendHistory(this.#row.id, first, this.#packer.pack(first, this.#pending));
    this.#pending = [];
  }
}

const tooLong = (): StateFailure =>
  new StateFailure('States.Runtime', `The execution reached the maximum number of history events (${LIMITS.events}).`);
