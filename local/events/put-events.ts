import type { CallContext, Cloud } from '../cloud.ts';
import { validation } from '../errors.ts';
import type { Buses } from './buses.ts';
import { constraintError } from './constraints.ts';
import { envelope, milliseconds, newEventId } from './envelope.ts';
import type { PartnerSources } from './partner-sources.ts';
import type { Publisher } from './publisher.ts';

interface Entry {
  readonly Time?: number;
  readonly Source?: string;
  readonly Resources?: string[];
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
  readonly TraceHeader?: string;
}

type EntryResult = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

const MOST_ENTRIES = 10;
const MOST_PARTNER_ENTRIES = 20;
const LARGEST_REQUEST = 1_048_576;
const BYTES_OF_TIME = 14;
/** As deep as EventBridge's own parser goes. */
const DEEPEST = 1000;

/** Who may use which sources: AWS's own services `aws.…`, partners their event source, everybody else neither. */
type Sender = 'account' | 'service' | 'partner';

/** PutEvents, PutPartnerEvents, and the same for the other engines of this runtime. */
export class EventIntake {
  readonly #cloud: Cloud;
  readonly #buses: Buses;
  readonly #partners: PartnerSources;
  readonly #publisher: Publisher;

  constructor(cloud: Cloud, buses: Buses, partners: PartnerSources, publisher: Publisher) {
    this.#cloud = cloud;
    this.#buses = buses;
    this.#partners = partners;
    this.#publisher = publisher;
  }

  putEvents(input: { Entries?: Entry[] }, context: CallContext, sender: Sender = 'account') {
    const entries = input.Entries;
    checkRequest(entries, sender === 'partner' ? MOST_PARTNER_ENTRIES : MOST_ENTRIES);
    const results = entries.map((entry) => this.#put(entry, context, sender));
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  }

  putPartnerEvents(input: { Entries?: Entry[] }, context: CallContext) {
    return this.putEvents(input, context, 'partner');
  }

  #put(entry: Entry, context: CallContext, sender: Sender): EntryResult {
    const refusal = refused(entry, sender);
    if (refusal) return refusal;
    const detail = parsedObject(String(entry.Detail));
    if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    const source = String(entry.Source);
    const event = envelope(
      {
        id: newEventId(this.#cloud.clock),
        detailType: String(entry.DetailType),
        source,
        account: context.account,
        region: context.region,
        time: timeOf(entry) ?? this.#cloud.clock.now(),
        resources: entry.Resources ?? [],
        detail: String(entry.Detail),
      },
      detail,
    );
    const bus = sender === 'partner' ? this.#partnerBus(source) : this.#buses.find(entry.EventBusName)?.name;
    // Events for a bus that is not there are accepted and dropped, as AWS does.
    if (bus !== undefined) this.#publisher.publish(bus, event);
    return { EventId: (event.parsed as { id: string }).id };
  }

  #partnerBus(source: string): string | undefined {
    return this.#partners.find(source)?.state === 'ACTIVE' ? this.#buses.find(source)?.name : undefined;
  }
}

const timeOf = ({ Time }: Entry): number | undefined =>
  Time === undefined || Time === null ? undefined : milliseconds(Time);

function checkRequest(entries: Entry[] | undefined, most: number): asserts entries is Entry[] {
  if (!Array.isArray(entries) || entries.length === 0) {
    throw constraintError([
      `Value '[]' at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1`,
    ]);
  }
  if (entries.length > most) {
    throw constraintError([
      `Value '[${entries.map(shown).join(', ')}]' at 'entries' failed to satisfy constraint: Member must have length less than or equal to ${most}`,
    ]);
  }
  let bytes = 0;
  for (const entry of entries) bytes += sizeOf(entry);
  if (bytes >= LARGEST_REQUEST) throw validation('Total size of the entries in the request is over the limit.');
}

const shown = (entry: Entry): string =>
  `PutEventsRequestEntry(time=${entry.Time ?? null}, source=${entry.Source ?? null}, resources=${entry.Resources ?? null}, ` +
  `detailType=${entry.DetailType ?? null}, detail=${entry.Detail ?? null}, eventBusName=${entry.EventBusName ?? null}, ` +
  `traceHeader=${entry.TraceHeader ?? null}, kmsKeyIdentifier=null, internalMetadata=null)`;

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
function sizeOf(entry: Entry): number {
  let bytes = timeOf(entry) === undefined ? 0 : BYTES_OF_TIME;
  for (const text of [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])]) {
    if (text) bytes += Buffer.byteLength(text);
  }
  return bytes;
}

function refused(entry: Entry, sender: Sender): EntryResult | undefined {
  for (const field of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[field]) return invalid(field, `${field} is a required argument.`);
  }
  const reserved = String(entry.Source).startsWith('aws.');
  if (sender === 'account' && reserved) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  if (sender === 'partner' && !String(entry.Source).startsWith('aws.partner/')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  if (Number.isNaN(new Date(timeOf(entry) ?? 0).getTime())) return invalid('Time', 'Time is not a valid timestamp.');
  return String(entry.DetailType).length > 128 ? invalid('DetailType', 'DetailType is too long.') : undefined;
}

const invalid = (field: string, reason: string): EntryResult => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${field} is not valid. Reason: ${reason}`,
});

function parsedObject(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return isTooDeep(json) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Brackets in strings count too, which only matters to texts that hold a thousand of them. */
function isTooDeep(json: string): boolean {
  let depth = 0;
  for (let i = 0; i < json.length; i += 1) {
    const code = json.charCodeAt(i);
    if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return false;
}
