import type { Differences } from './differences.ts';

/** What a source's API holds of one key: without an item it is deleted. */
export interface SourceItem {
  readonly id: string;
  readonly version: number;
  readonly item?: Readonly<Record<string, unknown>>;
}

export type ViewRow = Readonly<Record<string, unknown>>;

/** Each provider of the source, deleted ones included, against its row in the view. */
export function compareProviders(items: readonly SourceItem[], view: readonly ViewRow[]): Differences {
  const differences: Differences = { lost: [], stale: [], resurrected: [] };
  const rows = new Map(view.map((row) => [row.providerId, row]));
  for (const { id, version, item } of items) {
    const row = rows.get(id);
    rows.delete(id);
    const fault = faultOf(row, version, item && { name: item.name, city: item.city, website: item.website });
    if (fault) differences[fault].push(id);
  }
  for (const [id, row] of rows) if (!row.deleted) differences.resurrected.push(String(id));
  return differences;
}

type Expected = Readonly<Record<string, unknown>>;

function faultOf(row: ViewRow | undefined, version: number, expected: Expected | undefined) {
  const shown = row && !row.deleted;
  if (!expected) return shown ? ('resurrected' as const) : undefined;
  if (!shown) return 'lost' as const;
  const same = Object.entries(expected).every(([name, value]) => (row[name] ?? null) === (value ?? null));
  return row.version === version && same ? undefined : ('stale' as const);
}

/** Exactly one message for each live version, and no two for any. */
export function compareMessages(
  items: readonly SourceItem[],
  messages: readonly SourceItem[],
  { lost, stale }: Differences,
): void {
  const sent = messages.map(({ item }) => `${item?.providerId}: ${item?.text}`);
  for (const { id, version, item } of items) {
    const expected = `${id}: Version ${version} of your profile is live.`;
    if (item && !sent.includes(expected)) lost.push(`(message) ${expected}`);
  }
  const once = new Set<string>();
  for (const message of sent) {
    if (once.has(message)) stale.push(`(message, sent twice) ${message}`);
    once.add(message);
  }
}

export interface Auth0User {
  readonly user_id: string;
  readonly name?: string;
  readonly email?: string;
  readonly updated_at: string;
}

/** Each row of the view against Auth0, and `changed`, of whom Auth0 has told, against the view. */
export function compareUsers(
  users: readonly Auth0User[],
  view: readonly ViewRow[],
  changed: ReadonlySet<string>,
): Differences {
  const differences: Differences = { lost: [], stale: [], resurrected: [] };
  const rows = new Map(view.map((row) => [row.userId, row]));
  const known = new Set(users.map(({ user_id }) => user_id));
  for (const { user_id, name, email, updated_at } of users) {
    const row = rows.get(user_id);
    if (!row && !changed.has(user_id)) continue;
    const fault = faultOf(row, Date.parse(updated_at), { name, email });
    if (fault) differences[fault].push(user_id);
  }
  for (const [id, row] of rows) if (!row.deleted && !known.has(String(id))) differences.resurrected.push(String(id));
  return differences;
}
