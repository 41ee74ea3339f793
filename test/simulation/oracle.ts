import type { Attributes, Entry, Journal } from './journal.ts';

/** A record of the search index, as the vendor holds it. */
export interface IndexRecord {
  readonly objectID: string;
  readonly _version?: number;
  readonly _deleted?: boolean;
  readonly [attribute: string]: unknown;
}

export interface Differences {
  /** The target ought to show it and does not, or the dead letters ought to hold it and do not. */
  readonly lost: string[];
  /** The target shows an older or another state. */
  readonly stale: string[];
  /** The target shows what was deleted, or never was. */
  readonly resurrected: string[];
}

/** What a search shows of an item. Written here once more: the oracle shares nothing with what it judges. */
const SHOWN = ['title', 'providerId', 'genre', 'director', 'score', 'votes', 'description'];

/** What is known beside what the writers did. */
export interface Circumstances {
  /** `key@version@reason` of all dead letters that were ever seen. */
  readonly letters: ReadonlySet<string>;
  /** Since when each refused change has a letter, in epoch milliseconds; of older ones the pipe may have given some up. */
  readonly lettersFrom: number;
  /** Until when changes may have left the stream before anybody read them, in epoch milliseconds. */
  readonly trimmedTo: number;
}

/** What the index must show, by what the writers did. */
export function differences(
  journal: Journal,
  records: readonly IndexRecord[],
  { letters, lettersFrom, trimmedTo }: Circumstances,
): Differences {
  const found: Differences = { lost: [], stale: [], resurrected: [] };
  const byKey = new Map(records.map((record) => [record.objectID, record]));
  for (const key of journal.keys()) {
    const entries = journal.of(key);
    const verdict = judge(key, entries, byKey.get(key), trimmedTo);
    if (verdict) found[verdict].push(`${key}: ${explain(entries, byKey.get(key))}`);
    for (const entry of entries)
      if (
        isParked(entry, entries) &&
        entry.at >= lettersFrom &&
        !letters.has(`${key}@${entry.version}@${entry.parked}`)
      )
        found.lost.push(`${key}: no dead letter for version ${entry.version} (${entry.parked})`);
  }
  const known = new Set(journal.keys());
  for (const { objectID, _deleted } of records) if (!_deleted && !known.has(objectID)) found.resurrected.push(objectID);
  return found;
}

/** What the target would refuse is superseded, and never sent, where a newer change came with it or before it. */
function isParked({ parked, version }: Entry, entries: readonly Entry[]): boolean {
  if (parked !== 'RecordTooBig') return parked !== undefined;
  return entries.every((entry) => entry.parked === 'ContractViolation' || entry.version <= version);
}

function judge(
  key: string,
  entries: readonly Entry[],
  record: IndexRecord | undefined,
  trimmedTo: number,
): keyof Differences | undefined {
  const sound = entries.filter((entry) => !entry.parked);
  const newest = sound.reduce<Entry | undefined>(
    (best, each) => (each.version > (best?.version ?? 0) ? each : best),
    undefined,
  );
  const shown = record !== undefined && record._deleted !== true;
  if (isRepaired(key, entries, newest, record) || isRefused(key, entries, newest, record)) return undefined;
  if (isHidden(key, entries, record, trimmedTo)) return undefined;
  if (!newest?.attributes) return shown ? 'resurrected' : undefined;
  if (!shown) return 'lost';
  return isState(key, newest, entries, record) ? undefined : 'stale';
}

/** A backfill reads the row as it is: what somebody put right by hand without raising the version is then shown, if nothing newer is. */
function isRepaired(key: string, entries: readonly Entry[], newest?: Entry, record?: IndexRecord): boolean {
  const byHand = entries.filter(
    (entry) => entry.parked === 'VersionNotRaised' && entry.version > (newest?.version ?? 0),
  );
  return record !== undefined && byHand.some((entry) => isState(key, entry, entries, record));
}

/** What the target refused may have taken an older change of its batch with it: then any earlier state may be shown, or none. */
function isRefused(key: string, entries: readonly Entry[], newest?: Entry, record?: IndexRecord): boolean {
  const refused = entries.some((entry) => entry.parked === 'RecordTooBig' && entry.version > (newest?.version ?? 0));
  if (!refused || !record || record._deleted) return refused;
  return entries.some((entry) => isState(key, entry, entries, record));
}

/**
 * What left the stream unread is read from the table; where the row is one that the contract refuses, nobody can know what it was
 * before. Then any earlier state may be shown, or none.
 */
function isHidden(key: string, entries: readonly Entry[], record: IndexRecord | undefined, trimmedTo: number): boolean {
  const last = entries.at(-1);
  if (last?.parked !== 'ContractViolation' || last.at > trimmedTo) return false;
  return !record || record._deleted === true || entries.some((entry) => isState(key, entry, entries, record));
}

/**
 * Whether the record is the item as of this entry. If somebody edited the row by hand without raising the version, an image that was
 * too large to travel, and so was read back, may show the edited row.
 */
function isState(key: string, { version }: Entry, entries: readonly Entry[], record: IndexRecord): boolean {
  if (record._version !== version) return false;
  const states = entries.filter((entry) => entry.version === version && entry.attributes);
  return states.some(({ attributes }) => attributes && holds(key, attributes, record));
}

function holds(key: string, attributes: Attributes, record: IndexRecord): boolean {
  if (record.sku !== key) return false;
  return SHOWN.every((name) => (record[name] ?? null) === (attributes[name] ?? null));
}

function explain(entries: readonly Entry[], record: IndexRecord | undefined): string {
  const last = entries.slice(-3).map(({ version, attributes, parked }) => {
    const what = attributes ? String(attributes.title) : 'deleted';
    return `v${version} ${what}${parked ? ` (${parked})` : ''}`;
  });
  const held = record ? `v${record._version} ${record._deleted ? 'deleted' : String(record.title)}` : 'nothing';
  return `wrote ${last.join(', ')}; the index has ${held}`;
}

export const NONE: Differences = { lost: [], stale: [], resurrected: [] };

export const count = ({ lost, stale, resurrected }: Differences): number =>
  lost.length + stale.length + resurrected.length;

export const together = (...all: readonly Differences[]): Differences => ({
  lost: all.flatMap(({ lost }) => lost),
  stale: all.flatMap(({ stale }) => stale),
  resurrected: all.flatMap(({ resurrected }) => resurrected),
});
