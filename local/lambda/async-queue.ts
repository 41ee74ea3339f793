import type { Timer } from '../clock.ts';
import { type CallContext, type Cloud, isAwsError } from '../cloud.ts';
import { type AsyncOutcome, deliverOutcome } from './destinations.ts';
import type { LambdaEngine, Resolved } from './engine.ts';
import type { Execution } from './executor.ts';
import { DEFAULT_INVOKE_CONFIG, type InvokeConfig, invokeConfigOf } from './invoke-config.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS lambda_async (
    id INTEGER PRIMARY KEY, request_id TEXT NOT NULL, name TEXT NOT NULL, qualifier TEXT, payload TEXT NOT NULL,
    account TEXT NOT NULL, region TEXT NOT NULL, queued INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS lambda_async_by_due ON lambda_async (due);`;

interface AsyncRow {
  readonly id: number;
  readonly request_id: string;
  readonly name: string;
  readonly qualifier: string | null;
  readonly payload: string;
  readonly account: string;
  readonly region: string;
  readonly queued: number;
  readonly due: number;
  readonly attempts: number;
}

/** Runs a function once; the invoker gives it. */
export type RunOnce = (target: Resolved, payload: string, context: CallContext) => Promise<Execution>;

const MINUTE_MS = 60_000;
const [THROTTLE_FIRST_MS, THROTTLE_LONGEST_MS] = [1_000, 5 * MINUTE_MS];
const MAX_RUNNING = 32;

/**
 * Asynchronous invocations: what was accepted stays in the store until the function succeeded, or its retries (after one minute,
 * then two) or its age are used up; then the outcome goes to the destination.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class AsyncQueue {
  readonly #engine: LambdaEngine;
  readonly #cloud: Cloud;
  readonly #run: RunOnce;
  readonly #running = new Set<number>();
  #timer: Timer | undefined;
  #stopped = false;

  constructor(engine: LambdaEngine, run: RunOnce) {
    this.#engine = engine;
    this.#cloud = engine.cloud;
    this.#run = run;
    engine.cloud.store.define(SCHEMA);
  }

  add({ name, qualifier }: Resolved, payload: string, { account, region, requestId }: CallContext): void {
    const now = this.#cloud.clock.now();
    const sql = `INSERT INTO lambda_async (request_id, name, qualifier, payload, account, region, queued, due, attempts)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`;
    this.#cloud.store.run(sql, requestId, name, qualifier ?? null, payload, account, region, now, now);
    this.#schedule(0);
  }

  start(): void {
    this.#stopped = false;
    this.#schedule(0);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #schedule(delayMs: number): void {
    if (this.#stopped) return;
    this.#timer?.cancel();
    this.#timer = this.#cloud.clock.setTimer(delayMs, () => {
      this.#timer = undefined;
      this.#drain();
    });
  }

  /** Starts what is due, and sets the timer for what will be. */
  #drain(): void {
    const now = this.#cloud.clock.now();
    const rows = this.#cloud.store.all<AsyncRow>(
      'SELECT * FROM lambda_async ORDER BY due, id LIMIT ?',
      2 * MAX_RUNNING,
    );
    for (const row of rows) {
      if (this.#running.has(row.id)) continue;
      if (this.#running.size >= MAX_RUNNING) return;
      if (row.due > now) {
        this.#schedule(row.due - now);
        return;
      }
      this.#running.add(row.id);
      void this.#attempt(row);
    }
  }

  async #attempt(row: AsyncRow): Promise<void> {
    const context = { account: row.account, region: row.region, requestId: row.request_id };
    try {
      await this.#settle(row, context);
    } catch (error) {
      process.stderr.write(
        `lambda: the asynchronous invocation ${row.request_id} of ${row.name} waits: ${String(error)}\n`,
      );
      if (!this.#stopped) this.#postpone(row, row.attempts, MINUTE_MS);
    }
    this.#running.delete(row.id);
    this.#schedule(0);
  }

  async #settle(row: AsyncRow, context: CallContext): Promise<void> {
    const entry = this.#engine.functions.get(row.name);
    if (!entry) return this.#remove(row);
    const target = this.#engine.resolve(row.name, row.qualifier ?? undefined, context);
    const config = invokeConfigOf(this.#engine, target) ?? DEFAULT_INVOKE_CONFIG;
    if (this.#tooOld(row, config, 0)) return this.#finish(row, target, config, context, 'EventAgeExceeded');
    const run = await this.#runOnce(target, row, context);
    if (this.#stopped) return; // the sandbox may have been ended with the runtime: the event is run again at the next start
    if (run === 'throttled') return this.#backOff(row, target, config, context);
    const attempts = row.attempts + 1;
    const done = { ...row, attempts };
    if (!run.error) return this.#finish(done, target, config, context, 'Success', run);
    if (attempts > config.MaximumRetryAttempts)
      return this.#finish(done, target, config, context, 'RetriesExhausted', run);
    if (this.#tooOld(row, config, attempts * MINUTE_MS))
      return this.#finish(done, target, config, context, 'EventAgeExceeded', run);
    this.#postpone(row, attempts, attempts * MINUTE_MS);
  }

  async #runOnce(target: Resolved, row: AsyncRow, context: CallContext): Promise<Execution | 'throttled'> {
    try {
      return await this.#run(target, row.payload, context);
    } catch (error) {
      if (isAwsError(error) && error.code === 'TooManyRequestsException') return 'throttled';
      throw error;
    }
  }

  /** Throttled events are tried again until they are too old; they use up no retry. */
  #backOff(row: AsyncRow, target: Resolved, config: InvokeConfig, context: CallContext): Promise<void> | void {
    const waited = this.#cloud.clock.now() - row.queued;
    const delay = Math.min(THROTTLE_LONGEST_MS, Math.max(THROTTLE_FIRST_MS, waited));
    if (this.#tooOld(row, config, delay)) return this.#finish(row, target, config, context, 'EventAgeExceeded');
    this.#postpone(row, row.attempts, delay);
  }

  #tooOld(row: AsyncRow, config: InvokeConfig, delayMs: number): boolean {
    return this.#cloud.clock.now() + delayMs - row.queued > config.MaximumEventAgeInSeconds * 1000;
  }

  /** The destination gets the outcome before the event is forgotten: a crash in between repeats it, and loses nothing. */
  async #finish(
    row: AsyncRow,
    target: Resolved,
    config: InvokeConfig,
    context: CallContext,
    condition: AsyncOutcome['condition'],
    run?: Execution,
  ): Promise<void> {
    const functionArn = this.#engine.arn(row.name, context, row.qualifier ?? '$LATEST');
    const { payload, attempts } = row;
    const version = target.record.Version;
    const outcome = { condition, functionArn, version, payload, attempts, run, requestId: row.request_id };
    await deliverOutcome(this.#cloud, config, target.record.DeadLetterTarget, outcome, context);
    this.#remove(row);
  }

  #postpone(row: AsyncRow, attempts: number, delayMs: number): void {
    const due = this.#cloud.clock.now() + delayMs;
    this.#cloud.store.run('UPDATE lambda_async SET attempts = ?, due = ? WHERE id = ?', attempts, due, row.id);
  }

  #remove(row: AsyncRow): void {
    this.#cloud.store.run('DELETE FROM lambda_async WHERE id = ?', row.id);
  }
}
