import { type Call, isJson, type Json, json, type Route, type SaasResponse } from '../http.ts';
import { AlgoliaError, noIndex, noObject } from './errors.ts';
import type { Records } from './records.ts';
import { browse, filterOf, retrieved, search, searchParameters } from './search.ts';
import { batchRequests, type WriteContext, type WriteRequest, writeAll } from './write.ts';

export interface RouteContext {
  readonly records: Records;
  readonly newId: () => string;
  readonly limits: { readonly maxRecordBytes: number };
}

type Run = (call: Call, parameters: Readonly<Record<string, string>>) => Json;

/** A route whose refusals are answered in Algolia's form. */
const route = (method: string, path: string, operation: string, run: Run): Route => ({
  method,
  path,
  operation,
  run: (call, parameters): SaasResponse => {
    try {
      if (!call.json) throw new AlgoliaError(400, 'invalid JSON: the body must be an object');
      return json(200, run(call, parameters));
    } catch (error) {
      if (error instanceof AlgoliaError) return error.response;
      throw error;
    }
  },
});

/** Algolia's search API, as far as the stand-in has it. */
export function routes(context: RouteContext): Route[] {
  return [...reading(context), ...objects(context), ...indices(context)];
}

function reading({ records }: RouteContext): Route[] {
  return [
    route('POST', '/1/indexes/*/queries', 'search', ({ json: body }) => ({
      results: list(body?.requests).map((request) => {
        const index = String(request.indexName);
        return { ...search(records, index, request), index };
      }),
    })),
    route('POST', '/1/indexes/*/objects', 'getObjects', ({ json: body }) => ({
      results: list(body?.requests).map((request) => {
        const found = records.get(String(request.indexName), String(request.objectID));
        return found ? retrieved(found, request.attributesToRetrieve) : null;
      }),
    })),
    route('POST', '/1/indexes/:index/query', 'search', ({ json: body }, { index = '' }) =>
      search(records, index, body ?? {}),
    ),
    route('GET', '/1/indexes/:index', 'search', ({ query }, { index = '' }) =>
      search(records, index, Object.fromEntries(query)),
    ),
    route('POST', '/1/indexes/:index/browse', 'browse', ({ json: body }, { index = '' }) =>
      browse(records, index, body ?? {}),
    ),
    route('GET', '/1/indexes/:index/settings', 'getSettings', (_call, { index = '' }) => settings(records, index)),
    route('GET', '/1/indexes/:index/task/:task', 'getTask', (_call, { task = '' }) => taskStatus(records, task)),
    route('GET', '/1/indexes/:index/:id', 'getObject', ({ query }, { index = '', id = '' }) => {
      if (!records.exists(index)) throw noIndex(index);
      const found = records.get(index, id);
      if (!found) throw noObject();
      return retrieved(found, query.get('attributesToRetrieve')?.split(','));
    }),
    route('GET', '/1/indexes', 'listIndices', () => listIndices(records)),
  ];
}

function objects({ records, newId, limits }: RouteContext): Route[] {
  const context = (): WriteContext => ({ records, newId, maxRecordBytes: limits.maxRecordBytes });
  const one = (action: string, index: string, body: Json): Json => {
    const [objectID] = writeAll(context(), [{ action, index, body, position: 0 }]);
    return { taskID: records.task(index), objectID, updatedAt: records.now };
  };
  return [
    route('POST', '/1/indexes/*/batch', 'batch', ({ json: body }) =>
      multipleBatch(context(), batchRequests(body, undefined)),
    ),
    route('POST', '/1/indexes/:index/batch', 'batch', ({ json: body }, { index = '' }) => {
      const objectIDs = writeAll(context(), batchRequests(body, index));
      return { taskID: records.task(index), objectIDs };
    }),
    route('POST', '/1/indexes/:index', 'addObject', ({ json: body }, { index = '' }) => ({
      ...one('addObject', index, { objectID: newId(), ...body }),
      createdAt: records.now,
    })),
    route('PUT', '/1/indexes/:index/settings', 'setSettings', ({ json: body }, { index = '' }) => {
      records.ensure(index);
      records.setSettings(index, { ...records.settings(index), ...body });
      return { taskID: records.task(index), updatedAt: records.now };
    }),
    route('PUT', '/1/indexes/:index/:id', 'updateObject', ({ json: body }, { index = '', id = '' }) =>
      one('updateObject', index, { ...body, objectID: id }),
    ),
    route(
      'POST',
      '/1/indexes/:index/:id/partial',
      'partialUpdateObject',
      ({ json: body, query }, { index = '', id = '' }) => {
        const create = query.get('createIfNotExists') !== 'false';
        return one(create ? 'partialUpdateObject' : 'partialUpdateObjectNoCreate', index, { ...body, objectID: id });
      },
    ),
    route('DELETE', '/1/indexes/:index/:id', 'deleteObject', (_call, { index = '', id = '' }) => {
      writeAll(context(), [{ action: 'deleteObject', index, body: { objectID: id }, position: 0 }]);
      return { taskID: records.task(index), deletedAt: records.now };
    }),
  ];
}

function indices({ records }: RouteContext): Route[] {
  return [
    route('POST', '/1/indexes/:index/deleteByQuery', 'deleteBy', ({ json: body }, { index = '' }) => {
      const filter = filterOf(searchParameters(body ?? {}), records.settings(index));
      for (const record of records.page(index, '', Number.MAX_SAFE_INTEGER))
        if (filter(record)) records.remove(index, String(record.objectID));
      return { taskID: records.task(index), updatedAt: records.now };
    }),
    route('POST', '/1/indexes/:index/clear', 'clearObjects', (_call, { index = '' }) => {
      records.clear(index);
      return { taskID: records.task(index), updatedAt: records.now };
    }),
    route('DELETE', '/1/indexes/:index', 'deleteIndex', (_call, { index = '' }) => {
      records.drop(index);
      return { taskID: records.task(index), deletedAt: records.now };
    }),
    route('POST', '/1/indexes/:index/operation', 'operationIndex', ({ json: body }, { index = '' }) =>
      operate(records, index, body ?? {}),
    ),
  ];
}

const list = (value: unknown): Json[] => {
  if (!Array.isArray(value)) throw new AlgoliaError(400, 'the body must have a list "requests"');
  return value.filter(isJson);
};

function settings(records: Records, index: string): Json {
  return { ...records.settings(index) };
}

function taskStatus(records: Records, task: string): Json {
  const published = records.isPublished(Number(task));
  if (published === undefined) throw new AlgoliaError(404, `Task ${task} does not exist`);
  return { status: published ? 'published' : 'notPublished', pendingTask: !published };
}

function listIndices(records: Records): Json {
  const items = records.list().map(({ name, created, updated, entries }) => ({
    name,
    entries,
    createdAt: new Date(created).toISOString(),
    updatedAt: new Date(updated).toISOString(),
    pendingTask: false,
    dataSize: 0,
    fileSize: 0,
    lastBuildTimeS: 0,
    numberOfPendingTasks: 0,
  }));
  return { items, nbPages: 1 };
}

function multipleBatch(context: WriteContext, requests: readonly WriteRequest[]): Json {
  const objectIDs = writeAll(context, requests);
  const names = [...new Set(requests.map((request) => request.index))];
  return { taskID: Object.fromEntries(names.map((name) => [name, context.records.task(name)])), objectIDs };
}

/** Copies or moves an index over another; a copy may be of the settings alone (`scope`). */
function operate(records: Records, index: string, body: Json): Json {
  const destination = String(body.destination ?? '');
  if (destination === '') throw new AlgoliaError(400, 'destination is required');
  if (body.operation !== 'copy' && body.operation !== 'move')
    throw new AlgoliaError(400, 'operation must be copy or move');
  records.atomically(() => {
    const scope = Array.isArray(body.scope) ? body.scope : undefined;
    const held = records.exists(index) ? records.settings(index) : {};
    records.ensure(destination);
    if (!scope || scope.includes('settings')) records.setSettings(destination, held);
    if (!scope) records.copyRecords(index, destination);
    if (body.operation === 'move') records.drop(index);
  });
  return { taskID: records.task(destination), updatedAt: records.now };
}
