import type { Json } from '../http.ts';
import { AlgoliaError, noIndex } from './errors.ts';
import { compileFilters, facetedAttributes, facetFilters, numericFilters, type RecordFilter } from './filters.ts';
import type { Records } from './records.ts';

const SCAN = 1_000;

/** All records that pass, in the order of their ids: a stand-in has no ranking. */
function* matching(records: Records, index: string, filter: RecordFilter): Generator<Json> {
  for (let after = ''; ; ) {
    const page = records.page(index, after, SCAN);
    for (const record of page) if (filter(record)) yield record;
    const last = page.at(-1)?.objectID;
    if (page.length < SCAN || typeof last !== 'string') return;
    after = last;
  }
}

/** Every word of the query must begin a word of some text attribute. */
function textFilter(query: unknown, settings: Json): RecordFilter {
  const words = String(query ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return () => true;
  const searchable = Array.isArray(settings.searchableAttributes)
    ? settings.searchableAttributes.map((each) => String(each).replace(/^(?:un)?ordered\((.*)\)$/, '$1'))
    : undefined;
  return (record) => {
    const values = searchable ? searchable.map((name) => record[name]) : Object.values(record);
    const text = JSON.stringify(values)
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u);
    return words.every((word) => text.some((held) => held.startsWith(word)));
  };
}

export function filterOf(parameters: Json, settings: Json): RecordFilter {
  const faceted = facetedAttributes(settings);
  const all = [
    compileFilters(String(parameters.filters ?? ''), faceted),
    facetFilters(parameters.facetFilters, faceted),
    numericFilters(parameters.numericFilters),
    textFilter(parameters.query, settings),
  ];
  return (record) => all.every((filter) => filter(record));
}

/** Only the attributes that are asked for; the id is always there. */
export function retrieved(record: Json, attributes: unknown): Json {
  if (!Array.isArray(attributes) || attributes.includes('*')) return record;
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => name === 'objectID' || attributes.includes(name)),
  );
}

function count(value: unknown, fallback: number, most: number): number {
  const given = value === undefined ? fallback : Number(value);
  if (!Number.isInteger(given) || given < 0) throw new AlgoliaError(400, `invalid number ${String(value)}`);
  return Math.min(given, most);
}

/** The parameters of a search may also come as one text, `params`, in the form of a query. */
export function searchParameters(body: Json): Json {
  if (typeof body.params !== 'string') return body;
  const given = Object.entries(Object.fromEntries(new URLSearchParams(body.params)));
  return {
    ...body,
    ...Object.fromEntries(given.map(([name, value]) => [name, /^[[{]/.test(value) ? JSON.parse(value) : value])),
  };
}

export function search(records: Records, index: string, body: Json): Json {
  if (!records.exists(index)) throw noIndex(index);
  const parameters = searchParameters(body);
  const hitsPerPage = count(parameters.hitsPerPage, 20, 1_000);
  const page = count(parameters.page, 0, 1_000);
  const found = [...matching(records, index, filterOf(parameters, records.settings(index)))];
  const hits = found.slice(page * hitsPerPage, (page + 1) * hitsPerPage);
  return {
    hits: hits.map((record) => retrieved(record, parameters.attributesToRetrieve)),
    nbHits: found.length,
    page,
    nbPages: hitsPerPage === 0 ? 0 : Math.ceil(found.length / hitsPerPage),
    hitsPerPage,
    exhaustiveNbHits: true,
    exhaustive: { nbHits: true },
    query: String(parameters.query ?? ''),
    params: new URLSearchParams(
      Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)])),
    ).toString(),
    processingTimeMS: 1,
  };
}

/** All records, page by page; `cursor` is the last id that was given. */
export function browse(records: Records, index: string, body: Json): Json {
  if (!records.exists(index)) throw noIndex(index);
  const parameters = searchParameters(body);
  const hitsPerPage = Math.max(1, count(parameters.hitsPerPage, 1_000, 1_000));
  const after = parameters.cursor ? Buffer.from(String(parameters.cursor), 'base64url').toString() : '';
  const filter = filterOf(parameters, records.settings(index));
  const page = records.page(index, after, hitsPerPage);
  const last = page.length === hitsPerPage ? page.at(-1)?.objectID : undefined;
  return {
    hits: page.filter(filter).map((record) => retrieved(record, parameters.attributesToRetrieve)),
    page: 0,
    nbHits: records.count(index),
    nbPages: Math.ceil(records.count(index) / hitsPerPage),
    hitsPerPage,
    query: String(parameters.query ?? ''),
    params: '',
    processingTimeMS: 1,
    ...(typeof last === 'string' && { cursor: Buffer.from(last).toString('base64url') }),
  };
}
