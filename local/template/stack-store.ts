import type { Store } from '../store.ts';
import type { AssetPaths } from './assembly.ts';
import type { ExistingResource } from './resource.ts';
import type { Properties } from './values.ts';

/** What a stack should be: kept, so that an interrupted run can go on, and a failed one go back. */
export interface Goal {
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly assets: AssetPaths;
  readonly constructPaths: Readonly<Record<string, string>>;
}

export interface Output {
  readonly OutputKey: string;
  readonly OutputValue: string;
  readonly Description?: string;
  readonly ExportName?: string;
}

/** A resource that has been replaced, until it is deleted. */
export interface Leftover extends ExistingResource {
  readonly logicalId: string;
  readonly type: string;
  readonly generation: number;
}

/** Times are epoch seconds, as the API gives them. */
export interface StackRecord {
  readonly id: string;
  readonly name: string;
  readonly created: number;
  status: string;
  reason?: string;
  updated?: number;
  deleted?: number;
  /** What is being reached for. */
  goal: Goal;
  /** What was reached last; absent until the first creation has succeeded. */
  reached?: Goal;
  /** The runtime's own address when the goal was reached. */
  endpoint?: string;
  outputs: Output[];
  imports: string[];
  leftovers: Leftover[];
  tags?: unknown[];
  /** The text of a change set's or a client's request, for idempotency. */
  clientRequestToken?: string;
}

export interface ResourceRecord {
  readonly logicalId: string;
  readonly type: string;
  status: string;
  reason?: string;
  updated: number;
  /** Absent while it is being created. */
  physicalId?: string;
  attributes: Properties;
  /** As evaluated, dynamic references not yet resolved: no secret stands here. */
  properties: Properties;
  generation: number;
  /** The order in which resources were made: they are deleted in the opposite one. */
  order: number;
  deletionPolicy?: string;
}

export interface StackEvent {
  readonly EventId: string;
  readonly StackId: string;
  readonly StackName: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
  readonly ResourceType: string;
  readonly Timestamp: number;
  readonly ResourceStatus: string;
  readonly ResourceStatusReason?: string;
}

/** The stacks' state, durable in the store. */
export class StackStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.define(`
      CREATE TABLE IF NOT EXISTS cloudformation_stacks (id TEXT PRIMARY KEY, name TEXT, live INTEGER, body TEXT);
      CREATE INDEX IF NOT EXISTS cloudformation_stacks_by_name ON cloudformation_stacks (name);
      CREATE TABLE IF NOT EXISTS cloudformation_resources
        (stack TEXT, logical_id TEXT, body TEXT, PRIMARY KEY (stack, logical_id)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS cloudformation_events (seq INTEGER PRIMARY KEY, stack TEXT, body TEXT);
      CREATE INDEX IF NOT EXISTS cloudformation_events_by_stack ON cloudformation_events (stack, seq);
    `);
  }

  saveStack(stack: StackRecord): void {
    this.#store.run(
      'INSERT OR REPLACE INTO cloudformation_stacks (id, name, live, body) VALUES (?, ?, ?, ?)',
      stack.id,
      stack.name,
      stack.status === 'DELETE_COMPLETE' ? 0 : 1,
      JSON.stringify(stack),
    );
  }

  /** By name among the stacks that live, or by id among all. */
  findStack(nameOrId: string): StackRecord | undefined {
    const row = this.#store.get<{ body: string }>(
      'SELECT body FROM cloudformation_stacks WHERE id = ? OR (name = ? AND live = 1)',
      nameOrId,
      nameOrId,
    );
    return row && (JSON.parse(row.body) as StackRecord);
  }

  stacks(): StackRecord[] {
    const rows = this.#store.all<{ body: string }>('SELECT body FROM cloudformation_stacks ORDER BY rowid');
    return rows.map((row) => JSON.parse(row.body) as StackRecord);
  }

  liveStacks(): StackRecord[] {
    return this.stacks().filter((stack) => stack.status !== 'DELETE_COMPLETE');
  }

  saveResource(stackId: string, resource: ResourceRecord): void {
    this.#store.run(
      'INSERT OR REPLACE INTO cloudformation_resources (stack, logical_id, body) VALUES (?, ?, ?)',
      stackId,
      resource.logicalId,
      JSON.stringify(resource),
    );
  }

  removeResource(stackId: string, logicalId: string): void {
    this.#store.run('DELETE FROM cloudformation_resources WHERE stack = ? AND logical_id = ?', stackId, logicalId);
  }

  /** In the order in which they were made. */
  resources(stackId: string): ResourceRecord[] {
    const rows = this.#store.all<{ body: string }>(
      'SELECT body FROM cloudformation_resources WHERE stack = ?',
      stackId,
    );
    return rows.map((row) => JSON.parse(row.body) as ResourceRecord).sort((a, b) => a.order - b.order);
  }

  addEvent(event: StackEvent): void {
    this.#store.run(
      'INSERT INTO cloudformation_events (stack, body) VALUES (?, ?)',
      event.StackId,
      JSON.stringify(event),
    );
  }

  /** Newest first, as the API lists them. */
  events(stackId: string): StackEvent[] {
    const rows = this.#store.all<{ body: string }>(
      'SELECT body FROM cloudformation_events WHERE stack = ? ORDER BY seq DESC LIMIT 5000',
      stackId,
    );
    return rows.map((row) => JSON.parse(row.body) as StackEvent);
  }
}
