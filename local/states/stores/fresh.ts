import type { Store } from '../../store.ts';
import type { Ending, NewExecution } from './execution-row.ts';
import { HistoryRows } from './history.ts';

/** An execution that is not yet in the store, with all that it has left so far. */
export interface Fresh {
  readonly id: number;
  readonly row: NewExecution;
  ending: Ending | undefined;
  readonly groups: { readonly first: number; readonly events: string }[];
  readonly branches: Map<string, string>;
}

const INSERT = `INSERT INTO states_executions (id, key, arn, machine, machine_arn, name, type, status, revision, version, alias,
  input, output, error, cause, start, stop, map_run, map_path, map_index, map_items, trace)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/**
 * Executions that began within the group of writes that is open. They are written when it commits, each once and as it stands then:
 * most short ones have ended, and need no update, no checkpoint, and one row of history.
 */
export class FreshExecutions {
  readonly #store: Store;
  readonly #history: HistoryRows;
  readonly #byId = new Map<number, Fresh>();
  readonly #keys = new Set<string>();

  constructor(store: Store) {
    this.#store = store;
    this.#history = new HistoryRows(store);
  }

  add(id: number, row: NewExecution): void {
    if (this.#byId.size === 0) this.#store.beforeCommit(() => this.write());
    this.#byId.set(id, { id, row, ending: undefined, groups: [], branches: new Map() });
    this.#keys.add(row.key);
  }

  get(id: number): Fresh | undefined {
    return this.#byId.get(id);
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Forgets one that leaves nothing. */
  remove(fresh: Fresh): void {
    this.#byId.delete(fresh.id);
    this.#keys.delete(fresh.row.key);
  }

  /** Writes all of them; whoever reads the tables calls this first. */
  write(): void {
    if (this.#byId.size === 0) return;
    const all = [...this.#byId.values()];
    this.#byId.clear();
    this.#keys.clear();
    for (const fresh of all) this.#write(fresh);
  }

  #write({ id, row, ending, groups, branches }: Fresh): void {
    this.#store.run(
      INSERT,
      id,
      row.key,
      row.arn,
      row.machine,
      row.machine_arn,
      row.name,
      row.type,
      ending?.status ?? 'RUNNING',
      row.revision,
      row.version,
      row.alias,
      row.input,
      ending?.output ?? null,
      ending?.error ?? null,
      ending?.cause ?? null,
      row.start,
      ending?.stop ?? null,
      row.map_run,
      row.map_path,
      row.map_index,
      row.map_items,
      row.trace,
    );
    for (const { first, events } of groups) this.#history.append(id, first, events);
    for (const [path, data] of branches)
      this.#store.run('INSERT INTO states_branches (execution, path, data) VALUES (?, ?, ?)', id, path, data);
  }
}
