import type { Store } from '../../store.ts';

export interface MapRunRow {
  /** `machine/label:uuid` */
  key: string;
  arn: string;
  execution: number;
  execution_arn: string;
  machine_arn: string;
  label: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  start: number;
  stop: number | null;
  concurrency: number;
  tolerated_count: number;
  tolerated_percentage: number;
  /** How many items the Map Run has. */
  total: number;
  redrives: number;
  redriven: number | null;
}

/** The Map Runs of distributed Maps; what became of their children is counted from the executions. */
export class MapRuns {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  insert(row: Omit<MapRunRow, 'status' | 'stop' | 'redrives' | 'redriven'>): void {
    this.#store.run(
      `INSERT INTO states_map_runs (key, arn, execution, execution_arn, machine_arn, label, status, start, concurrency, tolerated_count, tolerated_percentage, total)
       VALUES (?, ?, ?, ?, ?, ?, 'RUNNING', ?, ?, ?, ?, ?)`,
      row.key,
      row.arn,
      row.execution,
      row.execution_arn,
      row.machine_arn,
      row.label,
      row.start,
      row.concurrency,
      row.tolerated_count,
      row.tolerated_percentage,
      row.total,
    );
  }

  byKey(key: string): MapRunRow | undefined {
    return this.#store.get<MapRunRow>('SELECT * FROM states_map_runs WHERE key = ?', key);
  }

  of(execution: number): MapRunRow[] {
    return this.#store.all<MapRunRow>(
      'SELECT * FROM states_map_runs WHERE execution = ? ORDER BY start, key',
      execution,
    );
  }

  finish(key: string, status: MapRunRow['status'], stop: number): void {
    this.#store.run('UPDATE states_map_runs SET status = ?, stop = ? WHERE key = ?', status, stop, key);
  }

  /** How many items a reader found. */
  setTotal(key: string, total: number): void {
    this.#store.run('UPDATE states_map_runs SET total = ? WHERE key = ?', total, key);
  }

  /** Results that were exported. */
  written({ key, execution }: MapRunRow, executions: number, items: number): void {
    const sql = 'INSERT OR REPLACE INTO states_map_results (key, execution, executions, items) VALUES (?, ?, ?, ?)';
    this.#store.run(sql, key, execution, executions, items);
  }

  resultsOf(key: string): { executions: number; items: number } {
    const sql = 'SELECT executions, items FROM states_map_results WHERE key = ?';
    return this.#store.get<{ executions: number; items: number }>(sql, key) ?? { executions: 0, items: 0 };
  }

  redrive(key: string, at: number): void {
    this.#store.run(
      "UPDATE states_map_runs SET status = 'RUNNING', stop = NULL, redrives = redrives + 1, redriven = ? WHERE key = ?",
      at,
      key,
    );
  }

  configure(key: string, concurrency: number, count: number, percentage: number): void {
    this.#store.run(
      'UPDATE states_map_runs SET concurrency = ?, tolerated_count = ?, tolerated_percentage = ? WHERE key = ?',
      concurrency,
      count,
      percentage,
      key,
    );
  }
}
