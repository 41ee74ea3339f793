import type { Cloud } from '../../cloud.ts';
import { type Call, type Json, json, type Route, type SaasResponse } from '../http.ts';
import { type Operation, resolved, within } from './document.ts';
import type { Items, ItemVersion } from './items.ts';

/** What a route needs to answer. */
export interface Api {
  readonly cloud: Cloud;
  readonly document: unknown;
  readonly items: Items;
  /** How far reads are behind writes, in milliseconds. */
  lagMs(): number;
}

export const problem = (status: number, detail: string, headers: Record<string, string> = {}): SaasResponse =>
  json(status, { status, detail }, { 'content-type': 'application/problem+json', ...headers });

/** The route of an operation, under the API's prefix. What the document cannot say is answered with 501. */
export function routeOf(api: Api, prefix: string, operation: Operation): Route {
  const { method, path, id, single, many } = operation;
  const run: Route['run'] = (call, parameters) => {
    const itemId = Object.values(parameters)[0] ?? '';
    if (method === 'GET' && single) return read(api, operation, itemId, call);
    if (method === 'GET' && many) return readMany(api, operation, many, call);
    if (method === 'POST' && !single) return create(api, operation, call);
    if (method === 'PUT' && single) return replace(api, operation, itemId, call);
    if (method === 'DELETE' && single) return remove(api, operation, itemId);
    return problem(501, `The stand-in cannot act on ${id}.`);
  };
  return { method, path: `${prefix}${path}`, operation: id, run };
}

/** The ETag is the version in quotes. What is deleted is gone (410), which is not the same as never having been there (404). */
function read(api: Api, { collection }: Operation, id: string, { request }: Call): SaasResponse {
  const found = api.items.get(collection, id, api.lagMs());
  if (!found) return problem(404, `There is no ${id}.`);
  const etag = `"${found.version}"`;
  if (!found.item) return problem(410, `${id} is deleted.`, { etag });
  if (request.headers['if-none-match'] === etag) return { status: 304, headers: { etag }, body: '' };
  return json(200, found.item, { etag });
}

function readMany(
  api: Api,
  { collection }: Operation,
  { parameter, property }: NonNullable<Operation['many']>,
  { query }: Call,
): SaasResponse {
  const ids = query.getAll(parameter).flatMap((value) => value.split(','));
  const found = ids.map((id) => api.items.get(collection, id, api.lagMs())?.item).filter((item) => item !== undefined);
  return json(200, { [property]: found });
}

/** The idempotency key decides the id: the same key is the same item, and another body under it is a conflict. */
function create(api: Api, operation: Operation, call: Call): SaasResponse {
  const { collection, status } = operation;
  if (!call.json || call.request.body === '') return problem(400, 'The body is not a JSON object.');
  const key = call.request.headers['idempotency-key'];
  const id = key ?? api.cloud.clock.bytes(8).toString('hex');
  const known = key === undefined ? undefined : api.items.get(collection, id);
  if (known?.item) return repeated(known, call.json);
  const item = { ...required(api, operation), ...call.json, id };
  return json(status, api.items.put(collection, id, item).item);
}

function repeated({ item = {} }: ItemVersion, given: Json): SaasResponse {
  const same = Object.entries(given).every(([name, value]) => JSON.stringify(item[name]) === JSON.stringify(value));
  return same ? json(200, item) : problem(409, 'This idempotency key was used for something else.');
}

function replace(api: Api, { collection, status }: Operation, id: string, { json: given }: Call): SaasResponse {
  if (!given) return problem(400, 'The body is not a JSON object.');
  return json(status, api.items.put(collection, id, { ...given, id }).item);
}

function remove(api: Api, { collection, status }: Operation, id: string): SaasResponse {
  if (api.items.get(collection, id)?.item) api.items.put(collection, id, undefined);
  return { status, headers: {}, body: '' };
}

/** What the answer must have and the request does not give: the time, or the first of the values that are allowed. */
function required({ document, cloud }: Api, { answer }: Operation): Json {
  const names = Array.isArray(answer.required) ? answer.required.map(String) : [];
  return Object.fromEntries(
    names.map((name) => {
      const schema = resolved(document, within(answer, 'properties')?.[name]) ?? {};
      if (Array.isArray(schema.enum)) return [name, schema.enum[0]];
      if (schema.format === 'date-time') return [name, new Date(cloud.clock.now()).toISOString()];
      return [name, schema.type === 'integer' || schema.type === 'number' ? 0 : ''];
    }),
  );
}
