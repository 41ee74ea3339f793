import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import type * as z from 'zod';
import { issues } from './contract.ts';
import { ContractViolation, EventTooBig, PublishFailed } from './errors.ts';
import type { EventKind } from './events/event.ts';
import { setting } from './settings.ts';

export interface PublishOptions {
  /** The bus's name or ARN; by default that of the environment variable `SYSTEM_BUS`. */
  readonly bus?: string;
  readonly client?: Pick<EventBridgeClient, 'send'>;
  /** Milliseconds; replaced in tests. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const MOST_ENTRIES = 10;
const MOST_BYTES = 1_000_000;

const TRIES = 5;
const FIRST_PAUSE_MS = 100;

let shared: EventBridgeClient | undefined;

/** What a producer gives: what the contract names. Its additions are the contract's to name, too. */
export type Detail<D extends z.ZodType> = { [N in keyof z.input<D> as string extends N ? never : N]: z.input<D>[N] };

/**
 * Publishes events of one kind. All are checked against the contract before the first is sent: `ContractViolation`, or `EventTooBig`
 * for one that EventBridge would refuse. Entries that the bus fails to take are sent again, with growing pauses under full
 * jitter; `PublishFailed` if it takes them in none of the tries.
 */
export async function publish<D extends z.ZodType>(
  kind: EventKind<D>,
  details: Detail<D> | readonly Detail<D>[],
  options: PublishOptions = {},
): Promise<void> {
  const { bus = setting('SYSTEM_BUS') } = options;
  const all = Array.isArray(details) ? details : [details];
  const entries = all.map((detail) => entryOf(kind, detail, bus));
  for (const request of requests(entries)) await put(request, options);
}

function entryOf<D extends z.ZodType>(kind: EventKind<D>, detail: unknown, bus: string): PutEventsRequestEntry {
  const checked = kind.detail.safeParse(detail);
  if (!checked.success) throw new ContractViolation(`${kind.name}: ${issues(checked.error)}`);
  const entry = {
    EventBusName: bus,
    Source: kind.source,
    DetailType: kind.name,
    Detail: JSON.stringify(checked.data),
  };
  const bytes = sizeOf(entry);
  if (bytes < MOST_BYTES) return entry;
  throw new EventTooBig(
    `${kind.name} has ${bytes} bytes; EventBridge takes less than ${MOST_BYTES}. A notification carries a key and a version: ` +
      'let the listeners ask for the rest.',
  );
}

/** As AWS counts an entry without `Time`. */
function sizeOf({ Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number {
  return [Source, DetailType, Detail].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** At most ten entries a request, and less than a megabyte together. */
function requests(entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const made: PutEventsRequestEntry[][] = [];
  let bytes = MOST_BYTES;
  for (const entry of entries) {
    bytes += sizeOf(entry);
    const open = made.at(-1);
    if (open && open.length < MOST_ENTRIES && bytes < MOST_BYTES) open.push(entry);
    else {
      made.push([entry]);
      bytes = sizeOf(entry);
    }
  }
  return made;
}

async function put(entries: readonly PutEventsRequestEntry[], options: PublishOptions): Promise<void> {
  const { pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms)) } = options;
  shared ??= options.client ? undefined : new EventBridgeClient({});
  const client = options.client ?? shared ?? new EventBridgeClient({});
  let left = entries;
  let refused: PutEventsResultEntry | undefined;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (attempt) await pause(Math.random() * FIRST_PAUSE_MS * 2 ** attempt);
    const { Entries = [], FailedEntryCount = 0 } = await client.send(new PutEventsCommand({ Entries: [...left] }));
    if (!FailedEntryCount) return;
    refused = Entries.find(({ ErrorCode }) => ErrorCode);
    left = left.filter((_, index) => Entries[index]?.ErrorCode);
  }
  throw new PublishFailed(
    `the bus did not take ${left.length} of ${entries.length} events: ${refused?.ErrorCode}: ${refused?.ErrorMessage}`,
  );
}
