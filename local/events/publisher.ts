import type { Archives } from './archives.ts';
import type { Deliveries } from './deliveries.ts';
import type { BusEvent } from './envelope.ts';
import { EventView } from './pattern/event-view.ts';
import type { Rule, Rules } from './rules.ts';

/** Brings an event from a bus to the rules that match it: to their targets, and to the archives. */
export class Publisher {
  readonly #rules: Rules;
  readonly #deliveries: Deliveries;
  readonly #archives: Archives;

  constructor(rules: Rules, deliveries: Deliveries, archives: Archives) {
    this.#rules = rules;
    this.#deliveries = deliveries;
    this.#archives = archives;
  }

  /** @param only the rules to consider, by name: a replay may name some */
  publish(bus: string, event: BusEvent, only?: ReadonlySet<string>): void {
    for (const rule of this.#rules.matching(bus, new EventView(event.parsed))) {
      if (only && !only.has(rule.arn)) continue;
      if (rule.archive !== undefined) this.#archives.keep(rule.archive, event);
      this.send(rule, event.text);
    }
  }

  /** Sends the event to all targets of a rule, whether its pattern matches or not: schedules do so. */
  send(rule: Rule, text: string): void {
    for (const target of rule.targets)
      this.#deliveries.add({ bus: rule.bus, rule: rule.name, target: target.Id }, text);
  }
}
