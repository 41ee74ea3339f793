import type { Timer } from '../clock.ts';
import { type Cloud, isAwsError } from '../cloud.ts';
import { backoffMs, type DeliveryFailure, failureOf } from './delivery-failure.ts';
import { targetInput } from './input.ts';
import type { Rule, Rules, Target } from './rules.ts';
import type { TargetSenders } from './targets.ts';

interface Address {
  readonly bus: string;
  readonly rule: string;
  readonly target: string;
}

interface Delivery extends Address {
  readonly id: number;
  readonly event: string;
  attempts: number;
  readonly created_at: number;
}

const MOST_AT_ONCE = 200;
/** How many are started before the event loop may turn. */
const SHARE = 200;
/** Not 0: on virtual time, where nothing else takes any, a loop would never end. */
const PAUSE_MS = 1;
const DEFAULT_ATTEMPTS = 185;
const DEFAULT_AGE_S = 86_400;

/**
 * The events on their way to targets. Each is stored before it is sent and removed when the target has accepted it, so it
 * is delivered at least once, whatever happens to the process. A target that fails is tried again with growing pauses, as its
 * retry policy says; then the event goes to the target's dead-letter queue, or is dropped.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
export class Deliveries {
  readonly #cloud: Cloud;
  readonly #rules: Rules;
  readonly #senders: TargetSenders;
  #waiting: Delivery[] = [];
  #next = 0;
  #running = 0;
  #scheduled = false;
  #share = SHARE;
  #stopped = false;
  #retry: { at: number; timer: Timer } | undefined;
  /** Deliveries up to this one were left over by an earlier process. */
  #leftOver: number;

  constructor(cloud: Cloud, rules: Rules, senders: TargetSenders) {
    this.#cloud = cloud;
    this.#rules = rules;
    this.#senders = senders;
    this.#leftOver = cloud.store.get<{ id: number | null }>('SELECT MAX(id) AS id FROM events_delivery')?.id ?? 0;
  }

  add(address: Address, event: string): void {
    const now = this.#cloud.clock.now();
    const { lastInsertRowid } = this.#cloud.store.run(
      'INSERT INTO events_delivery (bus, rule, target, event, created_at) VALUES (?, ?, ?, ?, ?)',
      ...[address.bus, address.rule, address.target, event, now],
    );
    this.#waiting.push({ ...address, id: lastInsertRowid, event, attempts: 0, created_at: now });
    this.#schedule();
  }

  /** Takes up what was under way when the process ended. */
  resume(): void {
    this.#stopped = false;
    this.#load(`next_at IS NULL AND id <= ${this.#leftOver}`);
    this.#leftOver = 0;
    this.#armRetry();
  }

  stop(): void {
    this.#stopped = true;
    this.#retry?.timer.cancel();
    this.#retry = undefined;
  }

  #load(where: string): void {
    const rows = this.#cloud.store.all<Delivery>(`SELECT * FROM events_delivery WHERE ${where} ORDER BY id`);
    this.#waiting.push(...rows);
    this.#schedule();
  }

  /** Goes on in the next microtask, but lets the event loop turn after each share: a flood, or a loop of buses, stalls nobody. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const drain = () => {
      this.#scheduled = false;
      this.#drain();
    };
    if (this.#share > 0) queueMicrotask(drain);
    else {
      this.#share = SHARE;
      this.#cloud.clock.setTimer(PAUSE_MS, drain);
    }
  }

  #drain(): void {
    while (!this.#stopped && this.#share > 0 && this.#running < MOST_AT_ONCE && this.#next < this.#waiting.length) {
      this.#share -= 1;
      const delivery = this.#waiting[this.#next] as Delivery;
      this.#next += 1;
      this.#running += 1;
      void this.#deliver(delivery).finally(() => {
        this.#running -= 1;
        if (this.#next < this.#waiting.length) this.#schedule();
      });
    }
    if (this.#next < this.#waiting.length) {
      if (this.#share === 0) this.#schedule();
      return;
    }
    this.#waiting = [];
    this.#next = 0;
  }

  /** Never rejects. What is under way when the engine stops stays in the store, and is done again at the next start. */
  async #deliver(delivery: Delivery): Promise<void> {
    const rule = this.#rules.find(delivery.bus, delivery.rule);
    const target = rule?.targets.find(({ Id }) => Id === delivery.target);
    if (!rule || !target) {
      this.#done(delivery);
      return;
    }
    try {
      const input = targetInput(target, rule, delivery.event, this.#cloud.clock.now());
      await this.#senders.send(target, input, delivery.event);
      if (!this.#stopped) this.#done(delivery);
    } catch (error) {
      if (!this.#stopped) await this.#failed(delivery, rule, target, failureOf(error));
    }
  }

  #done(delivery: Delivery): void {
    this.#cloud.store.run('DELETE FROM events_delivery WHERE id = ?', delivery.id);
  }

  async #failed(delivery: Delivery, rule: Rule, target: Target, failure: DeliveryFailure): Promise<void> {
    const exhausted = failure.retriable ? this.#exhausted(delivery, target) : '';
    if (exhausted === undefined) {
      this.#retryLater(delivery);
      return;
    }
    const sent = await this.#toDeadLetters(delivery, rule, target, failure, exhausted);
    if (this.#stopped) return;
    if (sent) this.#done(delivery);
    else this.#retryLater(delivery);
  }

  /** Which limit of the retry policy is reached, if any is. */
  #exhausted(delivery: Delivery, target: Target): string | undefined {
    const attempts = target.RetryPolicy?.MaximumRetryAttempts ?? DEFAULT_ATTEMPTS;
    const ageMs = (target.RetryPolicy?.MaximumEventAgeInSeconds ?? DEFAULT_AGE_S) * 1000;
    if (delivery.attempts >= attempts) return 'MaximumRetryAttempts';
    return this.#cloud.clock.now() - delivery.created_at >= ageMs ? 'MaximumEventAgeInSeconds' : undefined;
  }

  #retryLater(delivery: Delivery): void {
    const at = this.#cloud.clock.now() + backoffMs(this.#cloud.clock, delivery.attempts);
    this.#cloud.store.run(
      'UPDATE events_delivery SET attempts = attempts + 1, next_at = ? WHERE id = ?',
      ...[at, delivery.id],
    );
    this.#armRetry();
  }

  #armRetry(): void {
    const next = this.#cloud.store.get<{ at: number | null }>(
      'SELECT MIN(next_at) AS at FROM events_delivery WHERE next_at IS NOT NULL',
    )?.at;
    if (next === null || next === undefined || this.#stopped) return;
    if (this.#retry && this.#retry.at <= next) return;
    this.#retry?.timer.cancel();
    const timer = this.#cloud.clock.setTimer(next - this.#cloud.clock.now(), () => this.#retryDue());
    this.#retry = { at: next, timer };
  }

  #retryDue(): void {
    this.#retry = undefined;
    const now = this.#cloud.clock.now();
    this.#load(`next_at <= ${Math.floor(now)}`);
    this.#cloud.store.run('UPDATE events_delivery SET next_at = NULL WHERE next_at <= ?', Math.floor(now));
    this.#armRetry();
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
  async #toDeadLetters(
    delivery: Delivery,
    rule: Rule,
    target: Target,
    failure: DeliveryFailure,
    exhausted: string,
  ): Promise<boolean> {
    const queue = target.DeadLetterConfig?.Arn;
    if (!queue) return true;
    return this.#sendDeadLetter(queue, delivery.event, {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.Arn,
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message,
      RETRY_ATTEMPTS: String(delivery.attempts),
      EXHAUSTED_RETRY_CONDITION: exhausted,
    });
  }

  /** A dead-letter queue that is gone or refuses loses the event, as on AWS; a fault of this runtime does not: false. */
  async #sendDeadLetter(queueArn: string, body: string, attributes: Record<string, string>): Promise<boolean> {
    const given = Object.entries(attributes).filter(([, value]) => value !== '');
    const MessageAttributes = Object.fromEntries(
      given.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    );
    const QueueUrl = queueArn.slice(queueArn.lastIndexOf(':') + 1);
    try {
      await this.#cloud.call('sqs', 'SendMessage', { QueueUrl, MessageBody: body, MessageAttributes });
      return true;
    } catch (error) {
      return isAwsError(error);
    }
  }
}
