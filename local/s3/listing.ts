import type { Cloud } from '../cloud.ts';
import { type ObjectVersion, type VersionRow, versionOf } from './object-version.ts';

export interface Listing<T> {
  readonly items: T[];
  readonly prefixes: string[];
  /** Where the next page starts, if there is more: what comes after this text. */
  readonly next?: string;
}

export interface ListQuery {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  /** Only what comes after it, in the order of UTF-8 bytes. */
  readonly after: string;
  readonly limit: number;
}

/** No key goes beyond it: what starts with a prefix comes before the prefix with this behind it. */
const LAST = '\u{10FFFF}';
const BATCH = 1_000;

interface Keyed {
  readonly key: string;
}

export interface UploadRow {
  readonly id: string;
  /** Epoch seconds. */
  readonly initiated: number;
}

/**
 * Keys in order, those that share a text up to the delimiter rolled up into one prefix. A rolled-up prefix is skipped by one look-up,
 * so that a listing takes as long as its answer, however many keys lie below.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html
 */
export function list<T extends Keyed>(query: ListQuery, fetch: (after: string, count: number) => T[]): Listing<T> {
  const page: Page<T> = { items: [], prefixes: [], at: query.after, full: false };
  if (query.limit === 0) return page;
  for (;;) {
    const batch = fetch(page.at, Math.min(query.limit - page.items.length - page.prefixes.length + 1, BATCH));
    if (!take(page, batch, query)) break;
  }
  const { items, prefixes, at, full } = page;
  return full ? { items, prefixes, next: at } : { items, prefixes };
}

interface Page<T> {
  readonly items: T[];
  readonly prefixes: string[];
  at: string;
  full: boolean;
}

/** Takes what fits; false at the end, or when the page is full. */
function take<T extends Keyed>(page: Page<T>, batch: T[], query: ListQuery): boolean {
  for (const item of batch) {
    if (!item.key.startsWith(query.prefix)) return false;
    const prefix = commonPrefix(item.key, query);
    if (prefix !== undefined && compareKeys(prefix, query.after) <= 0) {
      page.at = prefix + LAST;
      return true;
    }
    if (page.items.length + page.prefixes.length === query.limit) {
      page.full = true;
      return false;
    }
    page.at = prefix === undefined ? item.key : prefix + LAST;
    if (prefix === undefined) page.items.push(item);
    else {
      page.prefixes.push(prefix);
      return true;
    }
  }
  return batch.length > 0;
}

function commonPrefix(key: string, { prefix, delimiter }: ListQuery): string | undefined {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

const compareKeys = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** Current objects. */
export const listObjects = (cloud: Cloud, query: ListQuery): Listing<ObjectVersion> =>
  list(query, (after, count) => {
    const sql = 'SELECT * FROM s3_objects WHERE bucket = ? AND key > ? AND key >= ? ORDER BY key LIMIT ?';
    return cloud.store.all<VersionRow>(sql, query.bucket, after, query.prefix, count).map(versionOf);
  });

/** Uploads that are neither complete nor aborted; as with versions, a key's stay together. */
export const listUploads = (cloud: Cloud, query: ListQuery): Listing<{ key: string; uploads: UploadRow[] }> =>
  list(query, (after, count) => {
    const sql = 'SELECT DISTINCT key FROM s3_uploads WHERE bucket = ? AND key > ? AND key >= ? ORDER BY key LIMIT ?';
    return cloud.store.all<Keyed>(sql, query.bucket, after, query.prefix, count).map(({ key }) => ({
      key,
      uploads: cloud.store.all<UploadRow>('SELECT * FROM s3_uploads WHERE bucket = ? AND key = ?', query.bucket, key),
    }));
  });

/** All versions of every key, the newest first. A page holds whole keys, so it may exceed the limit by a key's versions. */
export function listVersions(cloud: Cloud, query: ListQuery): Listing<{ key: string; versions: ObjectVersion[] }> {
  const keys = (table: string) => `SELECT key FROM ${table} WHERE bucket = ? AND key > ? AND key >= ?`;
  const sql = `${keys('s3_objects')} UNION ${keys('s3_versions')} ORDER BY key LIMIT ?`;
  return list(query, (after, count) => {
    const range = [query.bucket, after, query.prefix];
    return cloud.store
      .all<Keyed>(sql, ...range, ...range, count)
      .map(({ key }) => ({ key, versions: versionsOf(cloud, query.bucket, key) }));
  });
}

function versionsOf(cloud: Cloud, bucket: string, key: string): ObjectVersion[] {
  const old = 'SELECT * FROM s3_versions WHERE bucket = ? AND key = ? ORDER BY seq DESC';
  const current = 'SELECT * FROM s3_objects WHERE bucket = ? AND key = ?';
  return [...cloud.store.all<VersionRow>(current, bucket, key), ...cloud.store.all<VersionRow>(old, bucket, key)].map(
    versionOf,
  );
}
