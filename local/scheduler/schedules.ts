import type { CallContext, Cloud } from '../cloud.ts';
import { AwsError, validation } from '../errors.ts';
import { Definitions } from '../events/definitions.ts';
import { expressionOf, parseExpression, type Schedule } from './schedule-definition.ts';
import { checkTarget } from './targets.ts';

export interface Group {
  Name: string;
  Arn: string;
  State: 'ACTIVE';
  CreationDate: number;
  LastModificationDate: number;
  tags: { Key: string; Value: string }[];
}

interface ScheduleInput extends Partial<Omit<Schedule, 'StartDate' | 'EndDate'>> {
  readonly StartDate?: number | string;
  readonly EndDate?: number | string;
  readonly ClientToken?: string;
  readonly ScheduleGroup?: string;
  readonly NamePrefix?: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly ResourceArn?: string;
  readonly Tags?: Group['tags'];
  readonly TagKeys?: string[];
}

const keyOf = (group: string, name: string): string => `${group}/${name}`;

const notFound = (what: string): AwsError =>
  new AwsError('ResourceNotFoundException', `${what} does not exist.`, { status: 404 });

const conflict = (what: string): AwsError =>
  new AwsError('ConflictException', `${what} already exists.`, { status: 409 });

const reserved = (): AwsError => validation('This operation cannot be performed on schedule group default.');

/** Schedules and their groups, and the time at which each fires next. */
export class ScheduleActions {
  readonly #cloud: Cloud;
  readonly #schedules: Definitions<Schedule>;
  readonly #groups: Definitions<Group>;
  /** With which token each was made, by ARN. */
  readonly #tokens: Definitions<{ token: string }>;
  /** Called when a schedule was created, changed or deleted. */
  changed: () => void = () => undefined;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#schedules = new Definitions(cloud.store, 'scheduler', 'schedule');
    this.#groups = new Definitions(cloud.store, 'scheduler', 'group');
    this.#tokens = new Definitions(cloud.store, 'scheduler', 'token');
    if (!this.#groups.get('default')) this.#addGroup('default', [], cloud.context());
  }

  byKey(key: string): Schedule | undefined {
    return this.#schedules.get(key);
  }

  create(input: ScheduleInput, context: CallContext) {
    const group = this.#group(input.GroupName ?? 'default');
    const name = String(input.Name);
    const existing = this.#schedules.get(keyOf(group.Name, name));
    if (existing && this.#isRepeated(existing.Arn, input)) return { ScheduleArn: existing.Arn };
    if (existing) throw conflict(`Schedule ${name}`);
    const now = this.#seconds();
    const schedule = this.#built(
      input,
      group.Name,
      this.#cloud.arn('scheduler', `schedule/${group.Name}/${name}`, context),
      now,
    );
    this.#save(schedule);
    this.#remember(schedule.Arn, input);
    return { ScheduleArn: schedule.Arn };
  }

  /** What is not given goes back to its default, as on AWS. */
  update(input: ScheduleInput) {
    const existing = this.#get(input);
    const schedule = this.#built(input, existing.GroupName, existing.Arn, existing.CreationDate);
    this.#save(schedule);
    return { ScheduleArn: schedule.Arn };
  }

  get(input: ScheduleInput) {
    return this.#get(input);
  }

  delete(input: ScheduleInput) {
    this.remove(this.#get(input));
    return {};
  }

  remove(schedule: Schedule): void {
    const key = keyOf(schedule.GroupName, schedule.Name);
    this.#schedules.delete(key);
    this.#tokens.delete(schedule.Arn);
    this.#cloud.store.run('DELETE FROM scheduler_due WHERE schedule = ?', key);
    this.changed();
  }

  list(input: ScheduleInput) {
    const group = input.ScheduleGroup ?? input.GroupName;
    const found = this.#schedules
      .all()
      .filter(({ GroupName }) => group === undefined || GroupName === group)
      .filter(({ Name }) => Name.startsWith(input.NamePrefix ?? ''))
      .filter(({ State }) => input.State === undefined || State === input.State);
    return limited('Schedules', found.map(summary), input);
  }

  createGroup(input: ScheduleInput, context: CallContext) {
    const name = String(input.Name);
    if (name === 'default') throw reserved();
    const existing = this.#groups.get(name);
    if (existing && this.#isRepeated(existing.Arn, input)) return { ScheduleGroupArn: existing.Arn };
    if (existing) throw conflict(`Schedule group ${name}`);
    const { Arn } = this.#addGroup(name, input.Tags ?? [], context);
    this.#remember(Arn, input);
    return { ScheduleGroupArn: Arn };
  }

  getGroup(input: ScheduleInput) {
    const { tags: _, ...group } = this.#group(String(input.Name));
    return group;
  }

  /** Its schedules go with it. */
  deleteGroup(input: ScheduleInput) {
    const group = this.#group(String(input.Name));
    if (group.Name === 'default') throw reserved();
    for (const schedule of this.#schedules.all()) if (schedule.GroupName === group.Name) this.remove(schedule);
    this.#groups.delete(group.Name);
    this.#tokens.delete(group.Arn);
    return {};
  }

  listGroups(input: ScheduleInput) {
    const found = this.#groups.all().filter(({ Name }) => Name.startsWith(input.NamePrefix ?? ''));
    return limited(
      'ScheduleGroups',
      found.map(({ tags: _, ...group }) => group),
      input,
    );
  }

  tag(input: ScheduleInput) {
    const given = input.Tags ?? [];
    this.#setTags(input, (tags) => [...tags.filter(({ Key }) => !given.some((tag) => tag.Key === Key)), ...given]);
    return {};
  }

  untag(input: ScheduleInput) {
    this.#setTags(input, (tags) => tags.filter(({ Key }) => !input.TagKeys?.includes(Key)));
    return {};
  }

  listTags(input: ScheduleInput) {
    return { Tags: this.#groupByArn(input).tags };
  }

  #built(input: ScheduleInput, group: string, arn: string, createdAt: number): Schedule {
    const timeZone = input.ScheduleExpressionTimezone ?? 'UTC';
    parseExpression(String(input.ScheduleExpression), 0, timeZone);
    const target = input.Target as Schedule['Target'];
    checkTarget(target);
    const [startDate, endDate] = [seconds(input.StartDate), seconds(input.EndDate)];
    if (startDate !== undefined && endDate !== undefined && startDate >= endDate) {
      throw validation('The StartDate you specify must come before the EndDate.');
    }
    return {
      Name: String(input.Name),
      GroupName: group,
      Arn: arn,
      ScheduleExpression: String(input.ScheduleExpression),
      ScheduleExpressionTimezone: timeZone,
      State: input.State ?? 'ENABLED',
      FlexibleTimeWindow: checkedWindow(input.FlexibleTimeWindow),
      Target: target,
      ...(startDate !== undefined && { StartDate: startDate }),
      ...(endDate !== undefined && { EndDate: endDate }),
      ...(input.Description !== undefined && { Description: input.Description }),
      ...(input.KmsKeyArn !== undefined && { KmsKeyArn: input.KmsKeyArn }),
      ActionAfterCompletion: input.ActionAfterCompletion ?? 'NONE',
      CreationDate: createdAt,
      LastModificationDate: this.#seconds(),
    };
  }

  #save(schedule: Schedule): void {
    const key = keyOf(schedule.GroupName, schedule.Name);
    this.#schedules.put(key, schedule);
    const next = schedule.State === 'ENABLED' ? expressionOf(schedule).next(this.#cloud.clock.now()) : undefined;
    if (next === undefined) this.#cloud.store.run('DELETE FROM scheduler_due WHERE schedule = ?', key);
    else this.#cloud.store.run('INSERT OR REPLACE INTO scheduler_due (schedule, at) VALUES (?, ?)', key, next);
    this.changed();
  }

  #get(input: ScheduleInput): Schedule {
    const schedule = this.#schedules.get(keyOf(input.GroupName ?? 'default', String(input.Name)));
    if (!schedule) throw notFound(`Schedule ${input.Name}`);
    return schedule;
  }

  #group(name: string): Group {
    const group = this.#groups.get(name);
    if (!group) throw notFound(`Schedule group ${name}`);
    return group;
  }

  #groupByArn(input: ScheduleInput): Group {
    return this.#group(String(input.ResourceArn).split(':schedule-group/')[1] ?? '');
  }

  #setTags(input: ScheduleInput, change: (tags: Group['tags']) => Group['tags']): void {
    const group = this.#groupByArn(input);
    this.#groups.put(group.Name, { ...group, tags: change(group.tags) });
  }

  #addGroup(name: string, tags: Group['tags'], context: CallContext): Group {
    const now = this.#seconds();
    const Arn = this.#cloud.arn('scheduler', `schedule-group/${name}`, context);
    const group: Group = { Name: name, Arn, State: 'ACTIVE', CreationDate: now, LastModificationDate: now, tags };
    this.#groups.put(name, group);
    return group;
  }

  /** The same call again, whose answer its client did not get: SDKs repeat it with the token of the first. */
  #isRepeated(arn: string, { ClientToken: token }: ScheduleInput): boolean {
    return token !== undefined && this.#tokens.get(arn)?.token === token;
  }

  #remember(arn: string, { ClientToken: token }: ScheduleInput): void {
    if (token === undefined) this.#tokens.delete(arn);
    else this.#tokens.put(arn, { token });
  }

  #seconds(): number {
    return Math.floor(this.#cloud.clock.now() / 1000);
  }
}

/** Templates give dates as ISO text, clients as epoch seconds. */
function seconds(date: number | string | undefined): number | undefined {
  if (date === undefined) return undefined;
  const value = typeof date === 'number' ? date : Date.parse(date) / 1000;
  if (Number.isNaN(value)) throw validation(`Invalid date ${date}.`);
  return value;
}

function checkedWindow(window: Schedule['FlexibleTimeWindow'] | undefined): Schedule['FlexibleTimeWindow'] {
  const { Mode, MaximumWindowInMinutes: minutes } = window ?? { Mode: 'OFF' };
  if ((Mode === 'FLEXIBLE') !== (minutes !== undefined)) {
    const must = Mode === 'FLEXIBLE' ? 'must be provided' : 'must not be provided';
    throw validation(`MaximumWindowInMinutes ${must} when FlexibleTimeWindowMode is set to ${Mode}.`);
  }
  return { Mode, ...(minutes !== undefined && { MaximumWindowInMinutes: minutes }) };
}

function limited<T>(field: string, all: readonly T[], { NextToken, MaxResults }: ScheduleInput) {
  const start = NextToken ? Number(NextToken) : 0;
  if (!Number.isInteger(start) || start < 0) throw validation('The NextToken is not valid.');
  const end = start + (MaxResults ?? 100);
  return { [field]: all.slice(start, end), ...(end < all.length && { NextToken: String(end) }) };
}

const summary = ({ Arn, Name, GroupName, State, Target, CreationDate, LastModificationDate }: Schedule) => ({
  ...{ Arn, Name, GroupName, State, Target: { Arn: Target.Arn } },
  ...{ CreationDate, LastModificationDate },
});
