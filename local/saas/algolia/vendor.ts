import type { Cloud } from '../../cloud.ts';
import { type Call, isJson, matchRoute, type SaasResponse } from '../http.ts';
import type { AlgoliaOptions } from '../options.ts';
import type { Vendor } from '../vendor.ts';
import { AlgoliaError } from './errors.ts';
import { Records } from './records.ts';
import { routes } from './routes.ts';

/** What the search key may not do. */
const isRead = (call: Call): boolean =>
  call.method === 'GET' || /\/(query|queries|objects|browse)$/.test(`/${call.path.join('/')}`);

/** Algolia: see README.md. */
export function createAlgolia(cloud: Cloud, given: AlgoliaOptions): Vendor {
  const records = new Records(cloud, given);
  const limits = { maxRecordBytes: given.maxRecordBytes };
  const newId = () => `${cloud.clock.bytes(4).readUInt32BE()}${cloud.clock.bytes(4).readUInt32BE()}`;
  const table = routes({ records, newId, limits });
  const admitted = (call: Call): SaasResponse | undefined => {
    const appId = call.request.headers['x-algolia-application-id'] ?? call.query.get('x-algolia-application-id');
    const key = call.request.headers['x-algolia-api-key'] ?? call.query.get('x-algolia-api-key');
    if (appId !== given.appId || (key !== given.adminKey && key !== given.searchKey))
      return new AlgoliaError(403, 'Invalid Application-ID or API key').response;
    if (key === given.searchKey && !isRead(call))
      return new AlgoliaError(403, 'Method not allowed with this API key').response;
    return undefined;
  };
  return {
    name: 'algolia',
    owns: (path) => path[0] === '1',
    match: (call) => matchRoute(table, call.method, call.path),
    admit: admitted,
    unknown: (call) =>
      new AlgoliaError(404, `Path not found: the stand-in has no ${call.method} ${call.request.url}`).response,
    failure: (status) =>
      new AlgoliaError(status, status === 429 ? 'Too many requests' : 'The server is temporarily unavailable').response,
    state: (query) => {
      const index = query.get('index');
      if (!index) return { indices: records.list() };
      const limit = Math.min(Number(query.get('limit') ?? 1_000), 100_000);
      return { index, entries: records.count(index), records: records.page(index, query.get('after') ?? '', limit) };
    },
    controls: {
      maxRecordBytes: (input) => {
        if (isJson(input) && typeof input.bytes === 'number') limits.maxRecordBytes = input.bytes;
        return limits;
      },
    },
  };
}
