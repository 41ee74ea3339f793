import { hash } from 'node:crypto';
import { type Details, detailsKey, type HistoryEvent, WHOLE } from './history.ts';

/** An event before it is stored; its id follows from its place in its group. `at` is in milliseconds. */
export type Happening = readonly [type: string, at: number, previous: number, details?: Details];

/**
 * Fields that repeat what an earlier event, or the execution's input, has shown already: a state's input is the output of the one
 * before, and a task that is tried a hundred times is scheduled with the same parameters. They are stored once; where they
 * come again, the id of the event that has them stands in their place (0: the execution's input).
 */
const SHORT: Readonly<Record<string, string>> = { input: 'i', output: 'o', assignedVariables: 'a' };
const PAYLOADS = new Set(['i', 'o', 'parameters', 'cause']);

/** Shorter texts are compared with the last one alone: remembering them would cost more than they do. */
const SHORTEST = 128;
/** So many texts of one execution are remembered; then it begins anew, and repeats itself at worst. */
const MOST = 1_000;

/** Which event has shown a text, as long as the execution is in memory. Long texts are known by their hash, and not kept. */
class Shown {
  #last: string;
  #lastId = 0;
  readonly #ids = new Map<string, number>();

  constructor(input: string) {
    this.#last = input;
    if (input.length >= SHORTEST) this.#ids.set(hash('sha256', input, 'base64'), 0);
  }

  /** The id of the event that has shown the text, or undefined; then it is `id` from now on. */
  before(text: string, id: number): number | undefined {
    if (text === this.#last) return this.#lastId;
    const found = text.length < SHORTEST ? undefined : this.#known(text, id);
    this.#last = text;
    this.#lastId = found ?? id;
    return found;
  }

  #known(text: string, id: number): number | undefined {
    const key = hash('sha256', text, 'base64');
    const found = this.#ids.get(key);
    if (found !== undefined) return found;
    if (this.#ids.size >= MOST) this.#ids.clear();
    this.#ids.set(key, id);
    return undefined;
  }
}

/** Makes the stored text of groups of events, for one execution. */
export class Packer {
  readonly #shown: Shown;

  constructor(input: string) {
    this.#shown = new Shown(input);
  }

  /** @param first the id of the first of the events */
  pack(first: number, events: readonly Happening[]): string {
    return JSON.stringify(
      events.map(([type, at, previous, details], index) =>
        details ? [type, at, previous, this.#packed(details, first + index)] : [type, at, previous],
      ),
    );
  }

  #packed(details: Details, id: number): Details {
    const { name, input, output, assignedVariables } = details;
    // most events are of a state that was entered or left: their shape is known
    if (name !== undefined && details.inputDetails === WHOLE) return { name, i: this.#once(input, id) };
    if (name !== undefined && details.outputDetails === WHOLE && assignedVariables === undefined)
      return { name, o: this.#once(output, id) };
    return this.#anyPacked(details, id);
  }

  /** The text, or the id of the event that has shown it. */
  #once(text: unknown, id: number): unknown {
    return typeof text === 'string' ? (this.#shown.before(text, id) ?? text) : text;
  }

  #anyPacked(details: Details, id: number): Details {
    const packed: Details = {};
    let payload = false;
    for (const name in details) {
      const value = details[name];
      if (value === WHOLE) continue; // after the field that it tells of, whose short name implies it
      const short = SHORT[name];
      const key = short && details[`${name}Details`] === WHOLE ? short : name;
      if (payload || typeof value !== 'string' || !PAYLOADS.has(key)) packed[key] = value;
      else {
        payload = true;
        packed[key] = this.#shown.before(value, id) ?? value;
      }
    }
    return packed;
  }
}

/** A stored group of events, not yet in the shape of the API. */
export interface Group {
  readonly first: number;
  readonly events: readonly (Happening | HistoryEvent)[];
}

/** Groups that earlier releases wrote hold the events as the API shows them. */
const isPlain = (event: Happening | HistoryEvent): event is HistoryEvent => !Array.isArray(event);

export const parseGroup = (first: number, text: string): Group => ({ first, events: JSON.parse(text) as Happening[] });

/** The events of a group as the API shows them. @param shown the payload that an event has shown */
export function unpack({ first, events }: Group, shown: (id: number) => string): HistoryEvent[] {
  return events.map((event, index) => {
    if (isPlain(event)) return event;
    const [type, at, previousEventId, details] = event;
    const base = { timestamp: at / 1_000, type, id: first + index, previousEventId };
    return details ? { ...base, [detailsKey(type)]: unpackDetails(details, shown) } : base;
  });
}

const LONG = new Map(Object.entries(SHORT).map(([name, key]) => [key, name]));

function unpackDetails(packed: Details, shown: (id: number) => string): Details {
  const details: Details = {};
  for (const [key, value] of Object.entries(packed)) {
    const name = LONG.get(key);
    details[name ?? key] = typeof value === 'number' && PAYLOADS.has(key) ? shown(value) : value;
    if (name) details[`${name}Details`] = WHOLE;
  }
  return details;
}

/** The text that an event of a group holds itself. */
export function payloadAt({ first, events }: Group, id: number): string | undefined {
  const event = events[id - first];
  if (!event || isPlain(event)) return undefined;
  const details = event[3] ?? {};
  const value = details[Object.keys(details).find((key) => PAYLOADS.has(key)) ?? ''];
  return typeof value === 'string' ? value : undefined;
}
