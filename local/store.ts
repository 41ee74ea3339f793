import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import type { Clock, Timer } from './clock.ts';
import { commitFault, lockFault, StoreAbandoned, StoreError } from './store-errors.ts';

/** Raised with every change of a table's layout that an older release could not read. */
export const DATA_VERSION = 2;

/**
 * - `full`: what was acknowledged survives the loss of power (one fsync a group of calls).
 * - `normal`: it survives `kill -9`, not the loss of power.
 * - `off`: the operating system writes when it likes.
 */
export type Durability = 'full' | 'normal' | 'off';

export type Row = Record<string, SQLOutputValue>;

/**
 * 32 MB of log between checkpoints, SQLite's default being 4: keys come in no order, so a batch touches many pages, and each checkpoint
 * writes and syncs them all. Reading that much log back delays a start after a kill by a tenth of a second.
 */
const CHECKPOINT_PAGES = 8_000;

/**
 * One SQLite file (WAL) under all engines. Writes are grouped: all that is written in one turn of the event loop is
 * committed together, and `committed()` resolves when it is on disk. The wire awaits it before it answers, so that what was
 * acknowledged is durable, at one fsync for many calls.
 */
export class Store {
  /** Where the file stands; undefined for a store in memory. What is too big for a row may stand beside it. */
  readonly folder: string | undefined;
  readonly durability: Durability;
  /** Whose timers the commits of a store that nothing outlives wait for; nobody waits for those. */
  readonly #volatile: Pick<Clock, 'setTimer'> | undefined;
  #timer: Timer | undefined;
  readonly #db: DatabaseSync;
  readonly #statements: Map<string, StatementSync>;
  #atCommit: (() => void)[] = [];
  #group: PromiseWithResolvers<void> | undefined;
  #depth = 0;
  #closed = false;
  #abandoned = false;
  #undone: unknown;
  #fault: StoreError | undefined;
  #onFault: (fault: StoreError) => void = () => undefined;

  /**
   * @param path of the file, or `:memory:`; or what `abandon` left
   * @param volatile in memory, for a runtime that ends with its process: what would be lost before a commit is lost anyhow, so this
   *   clock sets when the next one is
   */
  constructor(
    path: string | DatabaseSync = ':memory:',
    durability: Durability = 'normal',
    volatile?: Pick<Clock, 'setTimer'>,
  ) {
    this.durability = durability;
    this.folder = typeof path === 'string' && path !== ':memory:' ? dirname(path) : undefined;
    this.#volatile = path === ':memory:' ? volatile : undefined;
    this.#db = typeof path === 'string' ? open(path) : path;
    this.#statements = preparedOn(this.#db);
    if (typeof path !== 'string') return;
    this.#lock(path);
    this.#db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability.toUpperCase()}; PRAGMA foreign_keys = OFF;
      PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = 0;
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};`);
    this.#checkVersion(path);
  }

  /** Creates an engine's tables and indexes, each with `IF NOT EXISTS`. */
  define(schema: string): void {
    this.#begin();
    this.#db.exec(schema);
  }

  /** Writes; returns the number of rows changed and the last row id. */
  run(sql: string, ...values: SQLInputValue[]): { changes: number; lastInsertRowid: number } {
    this.#begin();
    const statement = this.#prepare(sql);
    try {
      const { changes, lastInsertRowid } = statement.run(...values);
      return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
    } catch (error) {
      // A full disk undoes the whole group at once, and not this statement alone.
      if (!this.#db.isTransaction) this.#undone = error;
      throw error;
    }
  }

  /** Reads one row; sees what this process wrote, committed or not. */
  get<T extends object = Row>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.#prepare(sql).get(...values) as T | undefined;
  }

  /** Reads all rows. */
  all<T extends object = Row>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#prepare(sql).all(...values) as T[];
  }

  /** Reads rows one by one; the statement must not be used again before the end. */
  iterate<T extends object = Row>(sql: string, ...values: SQLInputValue[]): IterableIterator<T> {
    return this.#db.prepare(steady(sql)).iterate(...values) as IterableIterator<T>;
  }

  /** All or nothing: an error thrown by `work` undoes what it wrote, and only that. `work` is synchronous. */
  atomically<T>(work: () => T): T {
    this.#begin();
    const savepoint = `s${this.#depth++}`;
    this.#prepare(`SAVEPOINT ${savepoint}`).run();
    try {
      const result = work();
      this.#prepare(`RELEASE ${savepoint}`).run();
      return result;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec(`ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`);
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  /** Resolves when all that has been written so far is committed; at once if nothing is open, or nothing outlives the process anyway. */
  committed(): Promise<void> {
    return (this.pending && this.#group?.promise) || COMMITTED;
  }

  /**
   * Calls `write` once, right before what is open (or else opened by this) commits: what changes many times within a group is then
   * written as it stands at its end. Nothing of it was acknowledged before, so a crash in between loses nothing.
   */
  beforeCommit(write: () => void): void {
    this.#begin();
    this.#atCommit.push(write);
  }

  /** Commits at once what is open. */
  flush(): void {
    const group = this.#group;
    if (!group) return;
    this.#timer?.cancel();
    try {
      if (this.#undone) throw this.#undone;
      for (const write of this.#takeAtCommit()) write();
      this.#prepare('COMMIT').run();
      this.#group = undefined;
      group.resolve();
    } catch (cause) {
      this.#group = undefined;
      this.#break(cause, group);
    }
  }

  /**
   * Hears of a commit that failed (a full disk, a disk that is gone). What the engines hold in memory is then ahead of the file, so this
   * store takes nothing more: who owns the process ends it, and the next start finds all that was acknowledged.
   */
  onFault(listener: (fault: StoreError) => void): void {
    this.#onFault = listener;
  }

  #break(cause: unknown, group: PromiseWithResolvers<void>): void {
    this.#fault = new StoreError(`${commitFault(cause)}; nothing that was acknowledged is lost`, { cause });
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    group.reject(this.#fault);
    this.#onFault(this.#fault);
  }

  #takeAtCommit(): (() => void)[] {
    const writes = this.#atCommit;
    this.#atCommit = [];
    return writes;
  }

  /** True of a store in memory that ends with its process: nothing need be written for the sake of a later start. */
  get volatile(): boolean {
    return this.#volatile !== undefined;
  }

  /** True while something is written and not yet committed, and whoever acknowledges it must wait. */
  get pending(): boolean {
    return this.#group !== undefined && !this.volatile;
  }

  /**
   * Ends as the store of a killed process does: what is not committed is gone, and nobody hears of it. For simulated crashes: what was
   * committed is returned for the next store, since of a database in memory there is no file.
   */
  abandon(): DatabaseSync {
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    this.#group = undefined;
    this.#atCommit = [];
    this.#closed = true;
    this.#abandoned = true;
    return this.#db;
  }

  close(): void {
    if (this.#closed) return;
    this.flush();
    this.#closed = true;
    this.#statements.clear();
    this.#db.close();
  }

  #begin(): void {
    if (this.#abandoned) throw new StoreAbandoned();
    if (this.#fault) throw this.#fault;
    if (this.#group) return;
    this.#prepare('BEGIN IMMEDIATE').run();
    const group = Promise.withResolvers<void>();
    group.promise.catch(() => undefined); // whoever awaits `committed` sees the error; nobody need await it
    this.#group = group;
    const commit = () => {
      if (this.#group === group) this.flush();
    };
    if (this.#volatile) this.#timer = this.#volatile.setTimer(VOLATILE_COMMIT_MS, commit);
    else setImmediate(commit);
  }

  #prepare(sql: string): StatementSync {
    if (this.#abandoned) throw new StoreAbandoned();
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(steady(sql));
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** One process a file: the operating system takes the lock back even after `kill -9`. */
  #lock(path: string): void {
    try {
      this.#db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
    } catch (cause) {
      this.#db.close();
      throw new StoreError(`${path} ${lockFault(cause)}, or start with another --data folder`, { cause });
    }
  }

  #checkVersion(path: string): void {
    const found = this.#db.prepare('PRAGMA user_version').get()?.user_version as number;
    if (found > DATA_VERSION) {
      this.#db.close();
      throw new StoreError(
        `${path} was written by a newer Penstock (data version ${found}, this one reads ${DATA_VERSION}): ` +
          'use that release, or start with another --data folder',
      );
    }
    this.#db.exec(`PRAGMA user_version = ${DATA_VERSION}`);
  }
}

const COMMITTED = Promise.resolve();

/** Nobody waits for these commits: they are made for what is left until then, much of which has gone before. */
const VOLATILE_COMMIT_MS = 1_000;

const PREPARED = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/** A database that goes from one store to the next keeps its statements: to prepare them all takes longer than a short life. */
function preparedOn(db: DatabaseSync): Map<string, StatementSync> {
  const statements = PREPARED.get(db) ?? new Map<string, StatementSync>();
  PREPARED.set(db, statements);
  return statements;
}

/**
 * A bare parameter as the LIMIT makes SQLite plan the statement anew each time that it is bound, in case a plan for that many rows were
 * better: for a short read that is three quarters of its time. Within an expression it does not.
 */
const steady = (sql: string): string => sql.replace(/\bLIMIT \?/g, 'LIMIT ? + 0');

function open(path: string): DatabaseSync {
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
    return new DatabaseSync(path);
  } catch (cause) {
    throw new StoreError(`${path} cannot be opened: start with another --data folder`, { cause });
  }
}
