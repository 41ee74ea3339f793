import type { SQLInputValue } from 'node:sqlite';
import type { Store } from '../../store.ts';
import { BranchRows } from './branches.ts';
import type { Ending, ExecutionRow, ExecutionStatus, NewExecution } from './execution-row.ts';
import { FreshExecutions } from './fresh.ts';
import { type HistoryRow, HistoryRows } from './history.ts';

/** A part of a WHERE clause, with the values of its parameters. */
export type Condition = [text: string, ...values: SQLInputValue[]];

/** What became of the children of a Map Run. */
export interface Counts {
  status: ExecutionStatus;
  executions: number;
  items: number;
}

/** The executions, their checkpoints and their history. Those that began within the open group of writes are in `#fresh`. */
export class Executions {
  readonly #store: Store;
  readonly #fresh: FreshExecutions;
  readonly #history: HistoryRows;
  readonly #branches: BranchRows;
  #lastId: number;

  constructor(store: Store) {
    this.#store = store;
    this.#fresh = new FreshExecutions(store);
    this.#history = new HistoryRows(store);
    this.#branches = new BranchRows(store);
    this.#lastId = store.get<{ id: number | null }>('SELECT max(id) AS id FROM states_executions')?.id ?? 0;
  }

  insert(row: NewExecution): number {
    this.#lastId += 1;
    this.#fresh.add(this.#lastId, row);
    return this.#lastId;
  }

  byKey(key: string): ExecutionRow | undefined {
    if (this.#fresh.has(key)) this.#fresh.write();
    return this.#store.get<ExecutionRow>('SELECT * FROM states_executions WHERE key = ?', key);
  }

  running(): ExecutionRow[] {
    return this.#select([["status <> 'SUCCEEDED' AND status = 'RUNNING'"]], 'id');
  }

  ofMapRun(arn: string): ExecutionRow[] {
    return this.#select([['map_run = ?', arn]], 'id');
  }

  countsOfMapRun(arn: string): Counts[] {
    this.#fresh.write();
    return this.#store.all<Counts>(
      'SELECT status, count(*) AS executions, sum(coalesce(map_items, 1)) AS items FROM states_executions WHERE map_run = ? GROUP BY status',
      arn,
    );
  }

  /** The newest that fulfil all conditions. */
  newest(conditions: readonly Condition[], count: number): ExecutionRow[] {
    return this.#select(conditions, 'id DESC LIMIT ?', count);
  }

  #select(conditions: readonly Condition[], order: string, ...more: SQLInputValue[]): ExecutionRow[] {
    this.#fresh.write();
    const where = conditions.map(([text]) => text).join(' AND ');
    const values = conditions.flatMap(([, ...rest]) => rest);
    return this.#store.all(`SELECT * FROM states_executions WHERE ${where} ORDER BY ${order}`, ...values, ...more);
  }

  finish(id: number, ending: Ending): void {
    const fresh = this.#fresh.get(id);
    if (fresh) fresh.ending = ending;
    else
      this.#store.run(
        'UPDATE states_executions SET status = ?, output = ?, error = ?, cause = ?, stop = ? WHERE id = ?',
        ending.status,
        ending.output,
        ending.error,
        ending.cause,
        ending.stop,
        id,
      );
  }

  redrive(id: number, at: number): void {
    this.#fresh.write();
    this.#store.run(
      `UPDATE states_executions SET status = 'RUNNING', output = NULL, error = NULL, cause = NULL, stop = NULL,
       redrives = redrives + 1, redriven = ? WHERE id = ?`,
      at,
      id,
    );
  }

  /**
   * Forgets executions that ended before a time, the oldest first, at most `most` of them. Ids rise with the time of the start, so those
   * that began later than that need no look.
   * @returns how many were forgotten
   */
  forgetEndedBefore(time: number, most: number): number {
    const rows = this.#store.all<{ id: number }>(
      `SELECT id FROM states_executions WHERE stop < ?
       AND id < coalesce((SELECT id FROM states_executions WHERE start >= ? ORDER BY id LIMIT 1), 9e15) ORDER BY id LIMIT ?`,
      time,
      time,
      most,
    );
    for (const { id } of rows) this.remove(id);
    return rows.length;
  }

  remove(id: number): void {
    const fresh = this.#fresh.get(id);
    if (fresh) this.#fresh.remove(fresh);
    else this.#delete(id);
  }

  #delete(id: number): void {
    this.#store.run('DELETE FROM states_executions WHERE id = ?', id);
    this.#history.remove(id);
    for (const table of ['branches', 'redrives', 'map_runs', 'map_results'])
      this.#store.run(`DELETE FROM states_${table} WHERE execution = ?`, id);
  }

  /** @param events their packed text; @param first the id of the first of them */
  appendHistory(id: number, first: number, events: string): void {
    const fresh = this.#fresh.get(id);
    if (fresh) fresh.groups.push({ first, events });
    else this.#history.append(id, first, events);
  }

  /** The stored groups of events that hold ids from `from` to `to`. */
  history(id: number, from: number, to: number): HistoryRow[] {
    this.#fresh.write();
    return this.#history.between(id, from, to);
  }

  lastHistory(id: number): HistoryRow | undefined {
    this.#fresh.write();
    return this.#history.last(id);
  }

  saveBranch(id: number, path: string, data: string): void {
    const fresh = this.#fresh.get(id);
    if (fresh) fresh.branches.set(path, data);
    else this.#branches.save(id, path, data);
  }

  branches(id: number): Map<string, string> {
    this.#fresh.write();
    return this.#branches.of(id);
  }

  branchesOfRunning(): Map<number, Map<string, string>> {
    this.#fresh.write();
    return this.#branches.ofRunning();
  }

  /** Forgets the checkpoints under `path`; of the whole execution if it is empty. */
  forgetBranches(id: number, path = ''): void {
    const fresh = this.#fresh.get(id);
    if (!fresh) this.#branches.forget(id, path);
    else
      for (const known of [...fresh.branches.keys()])
        if (path === '' || known.startsWith(`${path}/`)) fresh.branches.delete(known);
  }
}
