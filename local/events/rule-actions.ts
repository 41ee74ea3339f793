import type { CallContext, Cloud } from '../cloud.ts';
import { AwsError, validation } from '../errors.ts';
import { type Buses, busNameOf } from './buses.ts';
import { checkTargets } from './check-target.ts';
import { limitExceeded, managedRule, ruleNotFound } from './errors.ts';
import { paged } from './pages.ts';
import { compileBranches } from './pattern/compile.ts';
import { EventView } from './pattern/event-view.ts';
import { matchesAny } from './pattern/pattern.ts';
import type { Rule, Rules, Target } from './rules.ts';
import { parseSchedule } from './schedule/expression.ts';
import type { Schedules } from './schedules.ts';

interface RuleInput {
  readonly Name?: string;
  readonly Rule?: string;
  readonly EventBusName?: string;
  readonly EventPattern?: string;
  readonly ScheduleExpression?: string;
  readonly State?: Rule['state'];
  readonly Description?: string;
  readonly RoleArn?: string;
  readonly Tags?: Rule['tags'];
  readonly Targets?: Target[];
  readonly Ids?: string[];
  readonly TargetArn?: string;
  readonly NamePrefix?: string;
  readonly Event?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
  readonly Force?: boolean;
}

/** The API's model takes twice as many, the service does not. */
const LONGEST_PATTERN = 2048;
const MOST_RULES = 300;
const MOST_TARGETS = 5;
/** What TestEventPattern demands of an event. */
const ENVELOPE = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

/** The actions on rules and their targets. */
export class RuleActions {
  readonly #cloud: Cloud;
  readonly #buses: Buses;
  readonly #rules: Rules;
  readonly #schedules: Schedules;

  constructor(cloud: Cloud, buses: Buses, rules: Rules, schedules: Schedules) {
    this.#cloud = cloud;
    this.#buses = buses;
    this.#rules = rules;
    this.#schedules = schedules;
  }

  put(input: RuleInput, context: CallContext) {
    const bus = this.#buses.get(input.EventBusName);
    this.#checkTrigger(input, bus.name);
    const name = String(input.Name);
    const existing = this.#rules.find(bus.name, name);
    if (existing?.managedBy && existing.managedBy !== context.account) throw managedRule(name);
    if (!existing && this.#rules.ofBus(bus.name).length >= MOST_RULES) throw limitExceeded();
    const rule: Rule = {
      name,
      bus: bus.name,
      arn:
        existing?.arn ??
        this.#cloud.arn('events', `rule/${bus.name === 'default' ? '' : `${bus.name}/`}${name}`, context),
      state: input.State ?? 'ENABLED',
      ...(input.EventPattern && { pattern: input.EventPattern }),
      ...(input.ScheduleExpression && { schedule: input.ScheduleExpression }),
      ...(input.Description !== undefined && { description: input.Description }),
      ...(input.RoleArn !== undefined && { roleArn: input.RoleArn }),
      createdBy: context.account,
      createdAt: existing?.createdAt ?? this.#cloud.clock.now(),
      targets: existing?.targets ?? [],
      tags: existing?.tags ?? input.Tags ?? [],
    };
    this.#save(rule);
    return { RuleArn: rule.arn };
  }

  delete(input: RuleInput) {
    const bus = this.#buses.get(input.EventBusName);
    const rule = this.#rules.find(bus.name, String(input.Name));
    if (!rule) return {};
    this.#checkManaged(rule, input);
    if (rule.targets.length > 0) throw validation("Rule can't be deleted since it has targets.");
    this.#schedules.disarm(rule);
    this.#rules.delete(rule);
    return {};
  }

  setState(input: RuleInput, state: Rule['state']) {
    const rule = this.#get(input.Name, input);
    this.#checkManaged(rule, input);
    this.#save({ ...rule, state });
    return {};
  }

  describe(input: RuleInput) {
    const rule = this.#get(input.Name, input);
    return { ...describe(rule), CreatedBy: rule.createdBy };
  }

  list(input: RuleInput) {
    const bus = this.#buses.get(input.EventBusName);
    const found = this.#rules.ofBus(bus.name).filter(({ name }) => name.startsWith(input.NamePrefix ?? ''));
    return paged('Rules', found.map(describe), input);
  }

  listNamesByTarget(input: RuleInput) {
    const bus = this.#buses.get(input.EventBusName);
    const found = this.#rules
      .ofBus(bus.name)
      .filter(({ targets }) => targets.some(({ Arn }) => Arn === input.TargetArn));
    return paged(
      'RuleNames',
      found.map(({ name }) => name),
      input,
    );
  }

  putTargets(input: RuleInput) {
    const rule = this.#get(input.Rule, input);
    this.#checkManaged(rule, input);
    const given = input.Targets ?? [];
    checkTargets(given);
    const kept = rule.targets.filter(({ Id }) => !given.some((target) => target.Id === Id));
    if (kept.length + given.length > MOST_TARGETS) throw limitExceeded();
    this.#save({ ...rule, targets: [...kept, ...given] });
    return { FailedEntryCount: 0, FailedEntries: [] };
  }

  removeTargets(input: RuleInput) {
    const rule = this.#get(input.Rule, input);
    this.#checkManaged(rule, input);
    const ids = new Set(input.Ids ?? []);
    const unknown = [...ids].filter((id) => !rule.targets.some(({ Id }) => Id === id));
    this.#save({ ...rule, targets: rule.targets.filter(({ Id }) => !ids.has(Id)) });
    const FailedEntries = unknown.map((TargetId) => ({
      TargetId,
      ErrorCode: 'ResourceNotFoundException',
      ErrorMessage: `Rule ${rule.name} does not have a target with the Id ${TargetId}.`,
    }));
    return { FailedEntryCount: FailedEntries.length, FailedEntries };
  }

  listTargets(input: RuleInput) {
    const { targets } = this.#get(input.Rule, input);
    return paged(
      'Targets',
      [...targets].sort((a, b) => (a.Id < b.Id ? -1 : 1)),
      input,
    );
  }

  testPattern(input: RuleInput) {
    const branches = compileBranches(String(input.EventPattern ?? ''));
    return { Result: matchesAny(branches, new EventView(parsedEvent(String(input.Event)))) };
  }

  #save(rule: Rule): void {
    this.#rules.save(rule);
    this.#schedules.arm(rule);
  }

  #checkManaged(rule: Rule, { Force: force }: RuleInput): void {
    if (rule.managedBy && !force) throw managedRule(rule.name);
  }

  #get(name: string | undefined, input: RuleInput): Rule {
    const bus = this.#buses.get(input.EventBusName);
    const rule = this.#rules.find(bus.name, String(name));
    if (!rule) throw ruleNotFound(String(name), busNameOf(input.EventBusName));
    return rule;
  }

  #checkTrigger(input: RuleInput, bus: string): void {
    if (!input.EventPattern && !input.ScheduleExpression) {
      throw validation('Parameter(s) EventPattern or ScheduleExpression must be specified.');
    }
    if (input.EventPattern) {
      if (input.EventPattern.length > LONGEST_PATTERN) {
        throw validation(`Parameter EventPattern for rule ${input.Name} exceeds limit of ${LONGEST_PATTERN}.`);
      }
      compileBranches(input.EventPattern);
    }
    if (!input.ScheduleExpression) return;
    if (bus !== 'default') throw validation('ScheduleExpression is supported only on the default event bus.');
    if (!parseSchedule(input.ScheduleExpression, 0)) throw validation('Parameter ScheduleExpression is not valid.');
  }
}

function parsedEvent(text: string): unknown {
  try {
    const event: unknown = JSON.parse(text);
    if (typeof event === 'object' && event !== null && ENVELOPE.every((field) => Object.hasOwn(event, field)))
      return event;
  } catch (cause) {
    throw new AwsError('ValidationException', 'Parameter Event is not valid.', { cause });
  }
  throw validation('Parameter Event is not valid.');
}

const describe = (rule: Rule) => ({
  Name: rule.name,
  Arn: rule.arn,
  ...(rule.pattern !== undefined && { EventPattern: rule.pattern }),
  ...(rule.schedule !== undefined && { ScheduleExpression: rule.schedule }),
  State: rule.state,
  ...(rule.description !== undefined && { Description: rule.description }),
  ...(rule.roleArn !== undefined && { RoleArn: rule.roleArn }),
  ...(rule.managedBy !== undefined && { ManagedBy: rule.managedBy }),
  EventBusName: rule.bus,
});
