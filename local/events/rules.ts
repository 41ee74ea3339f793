import type { Cloud } from '../cloud.ts';
import { Definitions } from './definitions.ts';
import { compileBranches } from './pattern/compile.ts';
import type { EventView } from './pattern/event-view.ts';
import { RuleIndex } from './pattern/rule-index.ts';

/** Where a rule sends its events, as PutTargets takes it. */
export interface Target {
  Id: string;
  Arn: string;
  RoleArn?: string;
  Input?: string;
  InputPath?: string;
  InputTransformer?: { InputPathsMap?: Record<string, string>; InputTemplate: string };
  SqsParameters?: { MessageGroupId?: string };
  HttpParameters?: {
    PathParameterValues?: string[];
    HeaderParameters?: Record<string, string>;
    QueryStringParameters?: Record<string, string>;
  };
  DeadLetterConfig?: { Arn?: string };
  RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number };
  [field: string]: unknown;
}

export interface Rule {
  name: string;
  bus: string;
  arn: string;
  state: 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
  pattern?: string;
  schedule?: string;
  description?: string;
  roleArn?: string;
  managedBy?: string;
  /** The archive that this rule fills: such a rule has no other target. */
  archive?: string;
  createdBy: string;
  createdAt: number;
  targets: Target[];
  tags: { Key: string; Value: string }[];
}

const keyOf = (bus: string, name: string): string => `${bus}|${name}`;

/** All rules, and for each bus the index of their patterns, which is built again after a change when the next event comes. */
export class Rules {
  readonly #rules: Definitions<Rule>;
  readonly #indexes = new Map<string, RuleIndex<Rule>>();

  constructor(cloud: Cloud) {
    this.#rules = new Definitions(cloud.store, 'events', 'rule');
  }

  find(bus: string, name: string): Rule | undefined {
    return this.#rules.get(keyOf(bus, name));
  }

  ofBus(bus: string): Rule[] {
    return this.#rules.all().filter((rule) => rule.bus === bus);
  }

  all(): Rule[] {
    return this.#rules.all();
  }

  save(rule: Rule): void {
    this.#rules.put(keyOf(rule.bus, rule.name), rule);
    this.#indexes.delete(rule.bus);
  }

  delete(rule: Rule): void {
    this.#rules.delete(keyOf(rule.bus, rule.name));
    this.#indexes.delete(rule.bus);
  }

  /** The enabled rules of the bus whose pattern matches. */
  matching(bus: string, event: EventView): Rule[] {
    let index = this.#indexes.get(bus);
    if (!index) {
      index = new RuleIndex();
      for (const rule of this.ofBus(bus)) {
        if (rule.pattern !== undefined && rule.state !== 'DISABLED') index.add(rule, compileBranches(rule.pattern));
      }
      this.#indexes.set(bus, index);
    }
    return index.matching(event);
  }
}
