import type { Store } from '../../store.ts';
import type { AliasRow, MachineRow, RevisionRow, VersionRow } from './machine-rows.ts';

/** The machines, their revisions, versions, aliases and tags. */
export class Machines {
  readonly store: Store;
  /** Every start of an execution asks for its machine. */
  readonly #found = new Map<string, MachineRow>();

  constructor(store: Store) {
    this.store = store;
  }

  find(name: string): MachineRow | undefined {
    const known = this.#found.get(name);
    if (known) return known;
    const row = this.store.get<MachineRow>('SELECT * FROM states_machines WHERE name = ?', name);
    if (row) this.#found.set(name, row);
    return row;
  }

  revision(id: number): RevisionRow | undefined {
    return this.store.get<RevisionRow>('SELECT * FROM states_revisions WHERE id = ?', id);
  }

  addRevision(row: Omit<RevisionRow, 'id'>): number {
    return this.store.run(
      'INSERT INTO states_revisions (machine, uuid, definition, role, logging, tracing, encryption, updated) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      row.machine,
      row.uuid,
      row.definition,
      row.role,
      row.logging,
      row.tracing,
      row.encryption,
      row.updated,
    ).lastInsertRowid;
  }

  create(row: Omit<MachineRow, 'versions'>): void {
    this.store.run(
      'INSERT INTO states_machines (name, arn, type, created, revision) VALUES (?, ?, ?, ?, ?)',
      row.name,
      row.arn,
      row.type,
      row.created,
      row.revision,
    );
  }

  setRevision(name: string, revision: number): void {
    this.#found.delete(name);
    this.store.run('UPDATE states_machines SET revision = ? WHERE name = ?', revision, name);
  }

  /** Removes a machine with its versions, aliases and tags. Executions keep their revision. */
  remove(name: string, arn: string): void {
    this.#found.delete(name);
    this.store.run('DELETE FROM states_machines WHERE name = ?', name);
    this.store.run('DELETE FROM states_versions WHERE machine = ?', name);
    this.store.run('DELETE FROM states_aliases WHERE machine = ?', name);
    this.store.run('DELETE FROM states_tags WHERE resource = ?', arn);
  }

  version(machine: string, number: number): VersionRow | undefined {
    return this.store.get<VersionRow>(
      'SELECT * FROM states_versions WHERE machine = ? AND number = ?',
      machine,
      number,
    );
  }

  versions(machine: string): VersionRow[] {
    return this.store.all<VersionRow>('SELECT * FROM states_versions WHERE machine = ? ORDER BY number DESC', machine);
  }

  /** Publishes a revision; the number of the version. */
  publish(machine: MachineRow, revision: number, description: string | null, now: number): VersionRow {
    const number = machine.versions + 1;
    this.#found.delete(machine.name);
    this.store.run('UPDATE states_machines SET versions = ? WHERE name = ?', number, machine.name);
    this.store.run(
      'INSERT INTO states_versions (machine, number, revision, description, created) VALUES (?, ?, ?, ?, ?)',
      machine.name,
      number,
      revision,
      description,
      now,
    );
    return { machine: machine.name, number, revision, description, created: now };
  }

  alias(machine: string, name: string): AliasRow | undefined {
    return this.store.get<AliasRow>('SELECT * FROM states_aliases WHERE machine = ? AND name = ?', machine, name);
  }

  aliases(machine: string): AliasRow[] {
    return this.store.all<AliasRow>('SELECT * FROM states_aliases WHERE machine = ? ORDER BY created, name', machine);
  }

  tags(resource: string): { key: string; value: string }[] {
    return this.store.all('SELECT key, value FROM states_tags WHERE resource = ? ORDER BY rowid', resource);
  }

  tag(resource: string, key: string, value: string): void {
    this.store.run(
      'INSERT INTO states_tags (resource, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      resource,
      key,
      value,
    );
  }

  untag(resource: string, key: string): void {
    this.store.run('DELETE FROM states_tags WHERE resource = ? AND key = ?', resource, key);
  }
}
