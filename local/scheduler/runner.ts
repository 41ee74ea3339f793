import { type Timer, uuid } from '../clock.ts';
import { type Cloud, isAwsError } from '../cloud.ts';
import { backoffMs, type DeliveryFailure, failureOf } from '../events/delivery-failure.ts';
import { isoSeconds } from '../events/envelope.ts';
import { expressionOf, type Schedule, type ScheduleTarget } from './schedule-definition.ts';
import type { ScheduleActions } from './schedules.ts';
import { invokeTarget } from './targets.ts';

interface Run {
  id: string;
  schedule: string;
  arn: string;
  target: string;
  scheduled_at: number;
  at: number;
  attempts: number;
}

export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS scheduler_due (schedule TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS scheduler_due_at ON scheduler_due (at);
  CREATE TABLE IF NOT EXISTS scheduler_run (
    id TEXT PRIMARY KEY, schedule TEXT NOT NULL, arn TEXT NOT NULL, target TEXT NOT NULL, scheduled_at INTEGER NOT NULL,
    at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX IF NOT EXISTS scheduler_run_at ON scheduler_run (at);
`;

const DEFAULT_ATTEMPTS = 185;
const DEFAULT_AGE_S = 86_400;

/**
 * Fires schedules. Each firing is stored before its target is invoked, and the next time of each schedule is stored too: what
 * came due while the process was down fires once when it is back.
 */
export class Runner {
  readonly #cloud: Cloud;
  readonly #schedules: ScheduleActions;
  readonly #running = new Set<string>();
  #timer: Timer | undefined;
  #started = false;

  constructor(cloud: Cloud, schedules: ScheduleActions) {
    this.#cloud = cloud;
    this.#schedules = schedules;
    schedules.changed = () => this.#arm();
  }

  start(): void {
    this.#started = true;
    this.#arm();
  }

  stop(): void {
    this.#started = false;
    this.#timer?.cancel();
  }

  #arm(): void {
    this.#timer?.cancel();
    if (!this.#started) return;
    const due = this.#cloud.store.get<{ at: number | null }>('SELECT MIN(at) AS at FROM scheduler_due')?.at;
    const run = this.#cloud.store.all<{ id: string; at: number }>(
      'SELECT id, at FROM scheduler_run ORDER BY at LIMIT ?',
      this.#running.size + 1,
    );
    const nextRun = run.find(({ id }) => !this.#running.has(id))?.at;
    const next = Math.min(due ?? Number.POSITIVE_INFINITY, nextRun ?? Number.POSITIVE_INFINITY);
    if (next === Number.POSITIVE_INFINITY) return;
    this.#timer = this.#cloud.clock.setTimer(Math.max(0, next - this.#cloud.clock.now()), () => this.#tick());
  }

  #tick(): void {
    const now = this.#cloud.clock.now();
    const due = this.#cloud.store.all<{ schedule: string; at: number }>(
      'SELECT schedule, at FROM scheduler_due WHERE at <= ? ORDER BY at',
      now,
    );
    for (const { schedule, at } of due) this.#fire(schedule, at, now);
    const runs = this.#cloud.store.all<Run>('SELECT * FROM scheduler_run WHERE at <= ? ORDER BY at', now);
    for (const run of runs) if (!this.#running.has(run.id)) void this.#run(run);
    this.#arm();
  }

  #fire(key: string, at: number, now: number): void {
    const schedule = this.#schedules.byKey(key);
    if (!schedule) {
      this.#cloud.store.run('DELETE FROM scheduler_due WHERE schedule = ?', key);
      return;
    }
    const window = (schedule.FlexibleTimeWindow.MaximumWindowInMinutes ?? 0) * 60_000;
    this.#cloud.store.run(
      'INSERT INTO scheduler_run (id, schedule, arn, target, scheduled_at, at) VALUES (?, ?, ?, ?, ?, ?)',
      ...[uuid(this.#cloud.clock), key, schedule.Arn, JSON.stringify(schedule.Target), at],
      Math.floor(at + window * this.#cloud.clock.random()),
    );
    const next = expressionOf(schedule).next(Math.max(at, now));
    if (next !== undefined) {
      this.#cloud.store.run('UPDATE scheduler_due SET at = ? WHERE schedule = ?', next, key);
    } else this.#complete(schedule, key);
  }

  #complete(schedule: Schedule, key: string): void {
    if (schedule.ActionAfterCompletion === 'DELETE') this.#schedules.remove(schedule);
    else this.#cloud.store.run('DELETE FROM scheduler_due WHERE schedule = ?', key);
  }

  /** Never rejects. What is under way when the engine stops stays in the store, and is done again at the next start. */
  async #run(run: Run): Promise<void> {
    this.#running.add(run.id);
    const target = JSON.parse(run.target) as ScheduleTarget;
    try {
      await invokeTarget(this.#cloud, run.arn, target, this.#input(target, run));
      if (this.#started) this.#done(run);
    } catch (error) {
      if (this.#started) await this.#failed(run, target, failureOf(error));
    }
    this.#running.delete(run.id);
    this.#arm();
  }

  /** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
  #input(target: ScheduleTarget, run: Run): string {
    const variables: Record<string, string> = {
      'schedule-arn': run.arn,
      'scheduled-time': isoSeconds(run.scheduled_at),
      'execution-id': run.id,
      'attempt-number': String(run.attempts + 1),
    };
    if (target.Input === undefined) return this.#defaultInput(run);
    return target.Input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => variables[name] ?? whole);
  }

  #defaultInput(run: Run): string {
    const [, , , region, account] = run.arn.split(':');
    return JSON.stringify({
      version: '0',
      id: run.id,
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account,
      time: isoSeconds(run.scheduled_at),
      region,
      resources: [run.arn],
      detail: '{}',
    });
  }

  #done(run: Run): void {
    this.#cloud.store.run('DELETE FROM scheduler_run WHERE id = ?', run.id);
  }

  async #failed(run: Run, target: ScheduleTarget, failure: DeliveryFailure): Promise<void> {
    const { MaximumRetryAttempts = DEFAULT_ATTEMPTS, MaximumEventAgeInSeconds = DEFAULT_AGE_S } =
      target.RetryPolicy ?? {};
    const tooMany = run.attempts >= MaximumRetryAttempts;
    const tooOld = this.#cloud.clock.now() - run.scheduled_at >= MaximumEventAgeInSeconds * 1000;
    if (failure.retriable && !tooMany && !tooOld) {
      this.#retryLater(run);
      return;
    }
    const exhausted = tooMany ? 'MaximumRetryAttempts' : 'MaximumEventAgeInSeconds';
    const sent = await this.#toDeadLetters(run, target, failure, failure.retriable ? exhausted : undefined);
    if (!this.#started) return;
    if (sent) this.#done(run);
    else this.#retryLater(run);
  }

  #retryLater(run: Run): void {
    const at = this.#cloud.clock.now() + backoffMs(this.#cloud.clock, run.attempts);
    this.#cloud.store.run('UPDATE scheduler_run SET attempts = attempts + 1, at = ? WHERE id = ?', at, run.id);
  }

  /** https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html */
  async #toDeadLetters(
    run: Run,
    target: ScheduleTarget,
    failure: DeliveryFailure,
    exhausted: string | undefined,
  ): Promise<boolean> {
    const arn = target.DeadLetterConfig?.Arn;
    if (!arn) return true;
    const attributes = {
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message || failure.code,
      IS_PAYLOAD_TRUNCATED: 'false',
      RETRY_ATTEMPTS: String(run.attempts),
      SCHEDULE_ARN: run.arn,
      TARGET_ARN: target.Arn,
      SCHEDULED_TIME: isoSeconds(run.scheduled_at),
      ...(exhausted !== undefined && { EXHAUSTED_RETRY_CONDITION: exhausted }),
    };
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    );
    const message = {
      QueueUrl: arn.slice(arn.lastIndexOf(':') + 1),
      MessageBody: this.#input(target, run),
      MessageAttributes,
    };
    try {
      await this.#cloud.call('sqs', 'SendMessage', message);
      return true;
    } catch (error) {
      return isAwsError(error); // a dead-letter queue that is gone loses the event, as on AWS
    }
  }
}
