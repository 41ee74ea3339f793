import type { Store } from '../store.ts';
import type { Goal } from './stack-store.ts';

/** A change of one resource, as DescribeChangeSet lists it. */
export interface ResourceChange {
  readonly Action: 'Add' | 'Modify' | 'Remove';
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType: string;
  readonly Replacement?: 'True' | 'False';
  readonly Scope: readonly string[];
  readonly Details: readonly unknown[];
}

/** What a stack would become, and what that would change. */
export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly stackId: string;
  readonly stackName: string;
  /** Epoch seconds. */
  readonly created: number;
  readonly description?: string;
  readonly goal: Goal;
  readonly tags?: unknown[];
  readonly changes: readonly ResourceChange[];
  executionStatus: 'AVAILABLE' | 'EXECUTE_COMPLETE' | 'UNAVAILABLE';
}

/** Change sets, until they are executed or deleted. */
export class ChangeSetStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.define(
      'CREATE TABLE IF NOT EXISTS cloudformation_change_sets (id TEXT PRIMARY KEY, name TEXT, stack TEXT, body TEXT)',
    );
  }

  save(changeSet: ChangeSet): void {
    this.#store.run(
      'INSERT OR REPLACE INTO cloudformation_change_sets (id, name, stack, body) VALUES (?, ?, ?, ?)',
      changeSet.id,
      changeSet.name,
      changeSet.stackId,
      JSON.stringify(changeSet),
    );
  }

  /** By ARN, or by name within a stack. */
  find(nameOrId: string, stackId: string | undefined): ChangeSet | undefined {
    const sql = 'SELECT body FROM cloudformation_change_sets WHERE id = ? OR (name = ? AND stack = ?)';
    const row = this.#store.get<{ body: string }>(sql, nameOrId, nameOrId, stackId ?? '');
    return row && (JSON.parse(row.body) as ChangeSet);
  }

  ofStack(stackId: string): ChangeSet[] {
    const sql = 'SELECT body FROM cloudformation_change_sets WHERE stack = ? ORDER BY rowid';
    return this.#store.all<{ body: string }>(sql, stackId).map((row) => JSON.parse(row.body) as ChangeSet);
  }

  remove(id: string): void {
    this.#store.run('DELETE FROM cloudformation_change_sets WHERE id = ?', id);
  }
}
