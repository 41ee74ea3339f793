import { isJson, type Json } from '../http.ts';
import { AlgoliaError } from './errors.ts';
import { partialUpdate } from './operations.ts';
import type { Records } from './records.ts';

/** One request of a batch, checked. */
export interface WriteRequest {
  readonly action: string;
  readonly index: string;
  readonly body: Json;
  readonly position: number;
}

export interface WriteContext {
  readonly records: Records;
  readonly maxRecordBytes: number;
  readonly newId: () => string;
}

/** Does one action; returns the id of the object, or nothing for an action on the index. */
type Write = (context: WriteContext, request: WriteRequest) => string | undefined;

const WRITES: Readonly<Record<string, Write>> = {
  addObject: (context, request) => replace(context, request, idOf(request.body) ?? context.newId()),
  updateObject: (context, request) => replace(context, request, requireId(request)),
  partialUpdateObject: (context, request) => merge(context, request, true),
  partialUpdateObjectNoCreate: (context, request) => merge(context, request, false),
  deleteObject: ({ records }, request) => {
    const id = requireId(request);
    records.remove(request.index, id);
    return id;
  },
  delete: ({ records }, { index }) => void records.drop(index),
  clear: ({ records }, { index }) => void records.clear(index),
};

/**
 * Does the requests in order, all or none: whether Algolia applies the good records of a batch with a bad one is not documented.
 * @throws AlgoliaError for an unknown action, a missing id, a record that is too big
 */
export function writeAll(context: WriteContext, requests: readonly WriteRequest[]): string[] {
  return context.records.atomically(() => {
    const ids: string[] = [];
    for (const request of requests) {
      const write = Object.hasOwn(WRITES, request.action) ? WRITES[request.action] : undefined;
      if (!write) throw new AlgoliaError(400, `invalid action '${request.action}' at position ${request.position}`);
      if (request.action !== 'delete') context.records.ensure(request.index);
      const id = write(context, request);
      if (id !== undefined) ids.push(id);
    }
    return ids;
  });
}

/** Reads the requests of a batch; `index` is that of the path, unless the batch is over several. */
export function batchRequests(body: Json | undefined, index: string | undefined): WriteRequest[] {
  if (!body || !Array.isArray(body.requests))
    throw new AlgoliaError(400, 'Batch operations must have a list "requests"');
  return body.requests.map((request: unknown, position) => {
    if (!isJson(request) || typeof request.action !== 'string')
      throw new AlgoliaError(400, `invalid request at position ${position}: an action is required`);
    const target = index ?? request.indexName;
    if (typeof target !== 'string') throw new AlgoliaError(400, `indexName is required at position ${position}`);
    return { action: request.action, index: target, body: isJson(request.body) ? request.body : {}, position };
  });
}

function idOf(body: Json): string | undefined {
  const id = body.objectID;
  if (typeof id === 'number') return String(id);
  return typeof id === 'string' && id !== '' ? id : undefined;
}

function requireId({ body, position }: WriteRequest): string {
  const id = idOf(body);
  if (id === undefined) throw new AlgoliaError(400, `objectID is required at position ${position}`, { position });
  return id;
}

/** With `addObject`, what looks like an operation is stored literally. */
function replace(context: WriteContext, request: WriteRequest, id: string): string {
  return save(context, request, id, request.body);
}

function merge(context: WriteContext, request: WriteRequest, create: boolean): string {
  const id = requireId(request);
  const held = context.records.get(request.index, id);
  if (!held && !create) return id;
  const merged = partialUpdate(held, request.body);
  return merged ? save(context, request, id, merged) : id;
}

function save({ records, maxRecordBytes }: WriteContext, request: WriteRequest, id: string, record: Json): string {
  const text = JSON.stringify(record.objectID === id ? record : { ...record, objectID: id });
  checkSize(text, maxRecordBytes, request.position, id);
  records.put(request.index, id, text);
  return id;
}

function checkSize(text: string, most: number, position: number, id: string): void {
  const size = Buffer.byteLength(text);
  if (size <= most) return;
  const message = `Record at the position ${position} objectID=${id} is too big size=${size}/${most} bytes. Please have a look at https://www.algolia.com/doc/guides/sending-and-managing-data/prepare-your-data/in-depth/index-and-records-size-and-usage-limitations/#record-size-limits`;
  throw new AlgoliaError(400, message, { position, objectID: id });
}
