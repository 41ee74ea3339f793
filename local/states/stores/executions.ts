import type { Store } from '../../store.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

/** A row of `states_executions`. */
export interface ExecutionRow {
  id: number;
  /** `machine:name`, or `machine/label:name` for a child of a Map Run: found again whatever account the ARN names. */
  key: string;
  arn: string;
  machine: string;
  machine_arn: string;
  name: string;
  type: 'STANDARD' | 'EXPRESS';
  status: ExecutionStatus;
  revision: number;
  version: string | null;
  alias: string | null;
  input: string;
  output: string | null;
  error: string | null;
  cause: string | null;
  start: number;
  stop: number | null;
  redrives: number;
  redriven: number | null;
  map_run: string | null;
  /** Where in a Map the definition of this child stands: the state's path in the revision's definition. */
  map_path: string | null;
  /** Which child of the Map Run this is, and how many items it got. */
  map_index: number | null;
  map_items: number | null;
  trace: string | null;
}

export type NewExecution = Omit<
  ExecutionRow,
  'id' | 'status' | 'output' | 'error' | 'cause' | 'stop' | 'redrives' | 'redriven'
>;

export interface Ending {
  readonly status: ExecutionStatus;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly stop: number;
}

/** The executions, their checkpoints and their history. */
export class Executions {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  insert(row: NewExecution): number {
    return this.#store.run(
      `INSERT INTO states_executions (key, arn, machine, machine_arn, name, type, status, revision, version, alias, input, start, map_run, map_path, map_index, map_items, trace)
       VALUES (?, ?, ?, ?, ?, ?, 'RUNNING', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row.key,
      row.arn,
      row.machine,
      row.machine_arn,
      row.name,
      row.type,
      row.revision,
      row.version,
      row.alias,
      row.input,
      row.start,
      row.map_run,
      row.map_path,
      row.map_index,
      row.map_items,
      row.trace,
    ).lastInsertRowid;
  }

  byKey(key: string): ExecutionRow | undefined {
    return this.#store.get<ExecutionRow>('SELECT * FROM states_executions WHERE key = ?', key);
  }

  byId(id: number): ExecutionRow | undefined {
    return this.#store.get<ExecutionRow>('SELECT * FROM states_executions WHERE id = ?', id);
  }

  running(): ExecutionRow[] {
    return this.#store.all<ExecutionRow>("SELECT * FROM states_executions WHERE status = 'RUNNING' ORDER BY id");
  }

  finish(id: number, ending: Ending): void {
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
    this.#store.run(
      `UPDATE states_executions SET status = 'RUNNING', output = NULL, error = NULL, cause = NULL, stop = NULL,
       redrives = redrives + 1, redriven = ? WHERE id = ?`,
      at,
      id,
    );
  }

  ofMapRun(arn: string): ExecutionRow[] {
    return this.#store.all<ExecutionRow>('SELECT * FROM states_executions WHERE map_run = ? ORDER BY id', arn);
  }

  /** Forgets executions that ended before a time, with their history. */
  forgetEndedBefore(time: number): void {
    const ids = this.#store.all<{ id: number }>('SELECT id FROM states_executions WHERE stop < ?', time);
    for (const { id } of ids) this.remove(id);
  }

  remove(id: number): void {
    this.#store.run('DELETE FROM states_executions WHERE id = ?', id);
    this.#store.run('DELETE FROM states_history WHERE execution = ?', id);
    this.#store.run('DELETE FROM states_branches WHERE execution = ?', id);
  }

  /** @param events their JSON text, an array; @param first the id of the first of them */
  appendHistory(id: number, first: number, events: string): void {
    this.#store.run('INSERT INTO states_history (execution, first, events) VALUES (?, ?, ?)', id, first, events);
  }

  /** The stored groups of events that hold ids from `from` to `to`. */
  history(id: number, from: number, to: number): { first: number; events: string }[] {
    return this.#store.all(
      `SELECT first, events FROM states_history WHERE execution = ? AND first <= ? AND first >=
       coalesce((SELECT max(first) FROM states_history WHERE execution = ? AND first <= ?), 0) ORDER BY first`,
      id,
      to,
      id,
      from,
    );
  }

  lastHistory(id: number): { first: number; events: string } | undefined {
    return this.#store.get(
      'SELECT first, events FROM states_history WHERE execution = ? ORDER BY first DESC LIMIT 1',
      id,
    );
  }

  saveBranch(id: number, path: string, data: string): void {
    this.#store.run(
      'INSERT INTO states_branches (execution, path, data) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET data = excluded.data',
      id,
      path,
      data,
    );
  }

  branches(id: number): Map<string, string> {
    const rows = this.#store.all<{ path: string; data: string }>(
      'SELECT path, data FROM states_branches WHERE execution = ?',
      id,
    );
    return new Map(rows.map(({ path, data }) => [path, data]));
  }

  /** The checkpoints of all executions that run, read at once: a restart may find very many. */
  branchesOfRunning(): Map<number, Map<string, string>> {
    const found = new Map<number, Map<string, string>>();
    const rows = this.#store.iterate<{ execution: number; path: string; data: string }>(
      `SELECT execution, path, data FROM states_branches WHERE execution IN (SELECT id FROM states_executions WHERE status = 'RUNNING')`,
    );
    for (const { execution, path, data } of rows) {
      const branches = found.get(execution) ?? new Map<string, string>();
      found.set(execution, branches.set(path, data));
    }
    return found;
  }

  /** Forgets the checkpoints under `path`; of the whole execution if it is empty. */
  forgetBranches(id: number, path = ''): void {
    if (path === '') this.#store.run('DELETE FROM states_branches WHERE execution = ?', id);
    else
      this.#store.run(
        'DELETE FROM states_branches WHERE execution = ? AND path > ? AND path < ?',
        id,
        `${path}/`,
        `${path}0`,
      );
  }
}
