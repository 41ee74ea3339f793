import type { CallContext, Cloud } from '../cloud.ts';
import { validation } from '../errors.ts';
import type { Buses } from './buses.ts';
import { Definitions } from './definitions.ts';
import type { BusEvent } from './envelope.ts';
import { alreadyExists, notFound } from './errors.ts';
import { paged } from './pages.ts';
import { compileBranches } from './pattern/compile.ts';
import type { Rules } from './rules.ts';

export interface Archive {
  name: string;
  arn: string;
  busArn: string;
  bus: string;
  description?: string;
  pattern?: string;
  /** 0: for ever. */
  retentionDays: number;
  createdAt: number;
  sweptAt: number;
}

interface ArchiveInput {
  readonly ArchiveName?: string;
  readonly EventSourceArn?: string;
  readonly Description?: string;
  readonly EventPattern?: string;
  readonly RetentionDays?: number;
  readonly NamePrefix?: string;
  readonly State?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

const SWEEP_EVERY_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Archives keep the events of a bus. Each has a managed rule on its bus that takes no replayed events, so that a replay is not
 * archived again. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
 */
export class Archives {
  readonly #cloud: Cloud;
  readonly #archives: Definitions<Archive>;
  readonly #buses: Buses;
  readonly #rules: Rules;

  constructor(cloud: Cloud, buses: Buses, rules: Rules) {
    this.#cloud = cloud;
    this.#buses = buses;
    this.#rules = rules;
    this.#archives = new Definitions(cloud.store, 'events', 'archive');
  }

  byArn(arn: string): Archive | undefined {
    return this.#archives.get(arn.slice(arn.indexOf(':archive/') + ':archive/'.length));
  }

  keep(name: string, event: BusEvent): void {
    const archive = this.#archives.get(name);
    if (!archive) return;
    this.#cloud.store.run(
      'INSERT INTO events_archived (archive, time, event) VALUES (?, ?, ?)',
      ...[name, event.time, event.text],
    );
    this.#sweep(archive);
  }

  create(input: ArchiveInput, context: CallContext) {
    const name = String(input.ArchiveName);
    if (this.#archives.get(name)) throw alreadyExists(`Archive ${name} already exists.`);
    const bus = this.#buses.get(input.EventSourceArn);
    if (input.EventPattern) compileBranches(input.EventPattern);
    const archive: Archive = {
      name,
      arn: this.#cloud.arn('events', `archive/${name}`, context),
      busArn: bus.arn,
      bus: bus.name,
      ...(input.Description !== undefined && { description: input.Description }),
      ...(input.EventPattern && { pattern: input.EventPattern }),
      retentionDays: input.RetentionDays ?? 0,
      createdAt: Math.floor(this.#cloud.clock.now() / 1000),
      sweptAt: 0,
    };
    this.#archives.put(name, archive);
    this.#saveRule(archive, context);
    return { ArchiveArn: archive.arn, State: 'ENABLED', CreationTime: archive.createdAt };
  }

  update(input: ArchiveInput, context: CallContext) {
    if (!input.EventPattern && input.RetentionDays === undefined && input.Description === undefined) {
      throw validation('At least one of EventPattern, RetentionDays or Description must be provided.');
    }
    const archive = this.#get(input.ArchiveName);
    if (input.EventPattern) compileBranches(input.EventPattern);
    archive.pattern = input.EventPattern ?? archive.pattern;
    archive.description = input.Description ?? archive.description;
    archive.retentionDays = input.RetentionDays ?? archive.retentionDays;
    this.#archives.put(archive.name, archive);
    this.#saveRule(archive, context);
    return { ArchiveArn: archive.arn, State: 'ENABLED', CreationTime: archive.createdAt };
  }

  delete(input: ArchiveInput) {
    const archive = this.#get(input.ArchiveName);
    const rule = this.#rules.find(archive.bus, ruleName(archive));
    if (rule) this.#rules.delete(rule);
    this.#archives.delete(archive.name);
    this.#cloud.store.run('DELETE FROM events_archived WHERE archive = ?', archive.name);
    return {};
  }

  describe(input: ArchiveInput) {
    const archive = this.#get(input.ArchiveName);
    return {
      ArchiveArn: archive.arn,
      ...this.#summary(archive),
      ...(archive.description !== undefined && { Description: archive.description }),
      ...(archive.pattern !== undefined && { EventPattern: archive.pattern }),
    };
  }

  list(input: ArchiveInput) {
    const source = input.EventSourceArn && this.#buses.get(input.EventSourceArn).name;
    const found = this.#archives
      .all()
      .filter(({ name }) => name.startsWith(input.NamePrefix ?? ''))
      .filter(({ bus }) => !source || bus === source)
      .filter(() => !input.State || input.State === 'ENABLED');
    return paged(
      'Archives',
      found.map((archive) => this.#summary(archive)),
      input,
    );
  }

  #summary(archive: Archive) {
    const kept = this.#cloud.store.get<{ n: number; bytes: number | null }>(
      'SELECT COUNT(*) AS n, SUM(LENGTH(CAST(event AS BLOB))) AS bytes FROM events_archived WHERE archive = ?',
      archive.name,
    );
    return {
      ArchiveName: archive.name,
      EventSourceArn: archive.busArn,
      State: 'ENABLED',
      RetentionDays: archive.retentionDays,
      SizeBytes: kept?.bytes ?? 0,
      EventCount: kept?.n ?? 0,
      CreationTime: archive.createdAt,
    };
  }

  #get(name: string | undefined): Archive {
    const archive = this.#archives.get(String(name));
    if (!archive) throw notFound(`Archive ${name} does not exist.`);
    return archive;
  }

  #saveRule(archive: Archive, context: CallContext): void {
    const name = ruleName(archive);
    this.#rules.save({
      name,
      bus: archive.bus,
      arn: this.#cloud.arn('events', `rule/${archive.bus === 'default' ? '' : `${archive.bus}/`}${name}`, context),
      state: 'ENABLED',
      pattern: managedPattern(archive.pattern),
      managedBy: 'prod.vhs.events.aws.internal',
      archive: archive.name,
      createdBy: context.account,
      createdAt: archive.createdAt,
      targets: [],
      tags: [],
    });
  }

  #sweep(archive: Archive): void {
    const now = this.#cloud.clock.now();
    if (archive.retentionDays === 0 || now - archive.sweptAt < SWEEP_EVERY_MS) return;
    archive.sweptAt = now;
    this.#cloud.store.run(
      'DELETE FROM events_archived WHERE archive = ? AND time < ?',
      ...[archive.name, now - archive.retentionDays * DAY_MS],
    );
  }
}

const ruleName = (archive: Archive): string => `Events-Archive-${archive.name}`;

/** The archive's own pattern, and no replayed events. */
function managedPattern(pattern: string | undefined): string {
  const own = pattern ? pattern.trim().slice(1, -1).trim() : '';
  return `{${own}${own && ','}"replay-name":[{"exists":false}]}`;
}
