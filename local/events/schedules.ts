import type { Timer } from '../clock.ts';
import type { Cloud } from '../cloud.ts';
import { envelope, newEventId } from './envelope.ts';
import type { Publisher } from './publisher.ts';
import type { Rule, Rules } from './rules.ts';
import { parseSchedule } from './schedule/expression.ts';

/** Rules with a schedule: one timer for each that is enabled. A time that passes while the process is down is skipped. */
export class Schedules {
  readonly #cloud: Cloud;
  readonly #rules: Rules;
  readonly #publisher: Publisher;
  readonly #timers = new Map<string, Timer>();
  #started = false;

  constructor(cloud: Cloud, rules: Rules, publisher: Publisher) {
    this.#cloud = cloud;
    this.#rules = rules;
    this.#publisher = publisher;
  }

  start(): void {
    this.#started = true;
    for (const rule of this.#rules.all()) this.arm(rule);
  }

  stop(): void {
    this.#started = false;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  /** Sets, changes or takes back the rule's timer, as the rule is now. */
  arm(rule: Rule): void {
    this.disarm(rule);
    if (!this.#started || rule.schedule === undefined || rule.state === 'DISABLED') return;
    const now = this.#cloud.clock.now();
    const next = parseSchedule(rule.schedule, rule.createdAt)?.next(now);
    if (next === undefined) return;
    this.#timers.set(
      rule.arn,
      this.#cloud.clock.setTimer(next - now, () => this.#fire(rule.bus, rule.name, next)),
    );
  }

  disarm(rule: Rule): void {
    this.#timers.get(rule.arn)?.cancel();
    this.#timers.delete(rule.arn);
  }

  #fire(bus: string, name: string, time: number): void {
    const rule = this.#rules.find(bus, name);
    if (!rule) return;
    const [, , , , region = '', account = ''] = ['', ...rule.arn.split(':')];
    const event = envelope(
      {
        id: newEventId(this.#cloud.clock),
        detailType: 'Scheduled Event',
        source: 'aws.events',
        account,
        region,
        time,
        resources: [rule.arn],
        detail: '{}',
      },
      {},
    );
    this.#publisher.send(rule, event.text);
    this.arm(rule);
  }
}
