import type { Store } from '../../store.ts';

/** The checkpoints of the branches of executions that run, or may be redriven: JSON, by the branch's path. */
export class BranchRows {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  save(execution: number, path: string, data: string): void {
    this.#store.run(
      'INSERT INTO states_branches (execution, path, data) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET data = excluded.data',
      execution,
      path,
      data,
    );
  }

  of(execution: number): Map<string, string> {
    const rows = this.#store.all<{ path: string; data: string }>(
      'SELECT path, data FROM states_branches WHERE execution = ?',
      execution,
    );
    return new Map(rows.map(({ path, data }) => [path, data]));
  }

  /** Of all executions that run, read at once: a restart may find very many. */
  ofRunning(): Map<number, Map<string, string>> {
    const found = new Map<number, Map<string, string>>();
    const rows = this.#store.iterate<{ execution: number; path: string; data: string }>(
      `SELECT execution, path, data FROM states_branches WHERE execution IN
       (SELECT id FROM states_executions WHERE status <> 'SUCCEEDED' AND status = 'RUNNING')`,
    );
    for (const { execution, path, data } of rows) {
      const branches = found.get(execution) ?? new Map<string, string>();
      found.set(execution, branches.set(path, data));
    }
    return found;
  }

  /** Forgets those under `path`; all of the execution if it is empty. */
  forget(execution: number, path = ''): void {
    if (path === '') this.#store.run('DELETE FROM states_branches WHERE execution = ?', execution);
    else
      this.#store.run(
        'DELETE FROM states_branches WHERE execution = ? AND path > ? AND path < ?',
        execution,
        `${path}/`,
        `${path}0`,
      );
  }
}
