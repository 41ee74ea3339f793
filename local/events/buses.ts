import type { CallContext, Cloud } from '../cloud.ts';
import { validation } from '../errors.ts';
import { checkDeadLetters } from './dead-letters.ts';
import { Definitions } from './definitions.ts';
import { alreadyExists, busNotFound, notFound } from './errors.ts';
import { paged } from './pages.ts';
import type { PartnerSources } from './partner-sources.ts';

/** An event bus; times are epoch seconds. */
export interface Bus {
  name: string;
  arn: string;
  description?: string;
  eventSourceName?: string;
  deadLetterArn?: string;
  policy?: string;
  tags: { Key: string; Value: string }[];
  createdAt: number;
  modifiedAt: number;
}

interface BusInput {
  readonly Name?: string;
  readonly EventBusName?: string;
  readonly EventSourceName?: string;
  readonly Description?: string;
  readonly DeadLetterConfig?: { Arn?: string };
  readonly NamePrefix?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
  readonly Tags?: { Key: string; Value: string }[];
}

/** The name of a bus, from its name or ARN. */
export const busNameOf = (nameOrArn: string | undefined): string => {
  if (!nameOrArn) return 'default';
  return nameOrArn.startsWith('arn:') ? nameOrArn.replace(/^arn:.*?:event-bus\//, '') : nameOrArn;
};

/** Event buses: the default one, custom ones, and those of partners' event sources. */
export class Buses {
  readonly #cloud: Cloud;
  readonly #buses: Definitions<Bus>;
  readonly #partners: PartnerSources;
  /** Asked before a bus is deleted: rules must go first. */
  hasRules: (bus: string) => boolean = () => false;

  constructor(cloud: Cloud, partners: PartnerSources) {
    this.#cloud = cloud;
    this.#partners = partners;
    this.#buses = new Definitions(cloud.store, 'events', 'bus');
    if (!this.#buses.get('default')) this.#add('default', {}, cloud.context());
  }

  find(nameOrArn: string | undefined): Bus | undefined {
    return this.#buses.get(busNameOf(nameOrArn));
  }

  get(nameOrArn: string | undefined): Bus {
    const bus = this.find(nameOrArn);
    if (!bus) throw busNotFound(busNameOf(nameOrArn));
    return bus;
  }

  byArn(arn: string): Bus | undefined {
    return this.#buses.get(busNameOf(arn));
  }

  save(bus: Bus): void {
    this.#buses.put(bus.name, bus);
  }

  /** A partner's bus has exactly the name of its event source, which becomes active with it. */
  create(input: BusInput, context: CallContext) {
    const name = String(input.Name);
    checkDeadLetters(input.DeadLetterConfig?.Arn);
    if (this.#buses.get(name)) throw alreadyExists(`Event bus ${name} already exists.`);
    if (input.EventSourceName !== undefined) this.#checkPartner(name, input.EventSourceName);
    else if (name.includes('/')) throw validation("Event bus name must not contain '/'.");
    const bus = this.#add(name, input, context);
    if (input.EventSourceName) this.#partners.activate(input.EventSourceName);
    return { EventBusArn: bus.arn, ...(bus.description && { Description: bus.description }) };
  }

  update(input: BusInput) {
    const bus = this.get(input.Name);
    checkDeadLetters(input.DeadLetterConfig?.Arn);
    bus.description = input.Description ?? bus.description;
    bus.deadLetterArn = input.DeadLetterConfig?.Arn ?? bus.deadLetterArn;
    bus.modifiedAt = this.#seconds();
    this.save(bus);
    return { Arn: bus.arn, Name: bus.name, ...describeMore(bus) };
  }

  delete(input: BusInput) {
    const name = busNameOf(input.Name);
    if (name === 'default') throw validation('Cannot delete event bus default.');
    if (this.hasRules(name)) throw validation(`Event bus ${name} can't be deleted since it has rules.`);
    const bus = this.#buses.get(name);
    if (bus?.eventSourceName) this.#partners.deactivate(bus.eventSourceName);
    this.#buses.delete(name);
    return {};
  }

  describe(input: BusInput) {
    return describe(this.get(input.Name));
  }

  list(input: BusInput) {
    const found = this.#buses.all().filter(({ name }) => name.startsWith(input.NamePrefix ?? ''));
    return paged('EventBuses', found.map(describe), input);
  }

  #add(name: string, input: BusInput, context: CallContext): Bus {
    const now = this.#seconds();
    const bus: Bus = {
      name,
      arn: this.#cloud.arn('events', `event-bus/${name}`, context),
      ...(input.Description !== undefined && { description: input.Description }),
      ...(input.EventSourceName !== undefined && { eventSourceName: input.EventSourceName }),
      ...(input.DeadLetterConfig?.Arn !== undefined && { deadLetterArn: input.DeadLetterConfig.Arn }),
      tags: input.Tags ?? [],
      createdAt: now,
      modifiedAt: now,
    };
    this.save(bus);
    return bus;
  }

  #checkPartner(name: string, source: string): void {
    if (name !== source) throw validation('Event bus name must match event source name');
    if (!this.#partners.find(source)) throw notFound(`Event source ${source} does not exist.`);
  }

  #seconds(): number {
    return Math.floor(this.#cloud.clock.now() / 1000);
  }
}

const describeMore = (bus: Bus) => ({
  ...(bus.description && { Description: bus.description }),
  ...(bus.deadLetterArn && { DeadLetterConfig: { Arn: bus.deadLetterArn } }),
});

const describe = (bus: Bus) => ({
  Name: bus.name,
  Arn: bus.arn,
  ...describeMore(bus),
  ...(bus.policy && { Policy: bus.policy }),
  CreationTime: bus.createdAt,
  LastModifiedTime: bus.modifiedAt,
});
