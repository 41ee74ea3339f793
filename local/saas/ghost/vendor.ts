import type { Cloud } from '../../cloud.ts';
import { type Call, type Json, json, matchRoute, type Route, type SaasResponse } from '../http.ts';
import type { GhostOptions } from '../options.ts';
import type { Vendor } from '../vendor.ts';
import { SETTINGS } from './articles.ts';
import { type Collection, content } from './content.ts';
import { GhostError } from './errors.ts';
import { compileNql } from './nql.ts';

const BASE = '/ghost/api/content';

/** Given only if `include` asks for them. */
const INCLUDED = ['authors', 'tags', 'primary_author', 'primary_tag'];

const MOST_A_PAGE = 100;

/** What is answered of a resource: `include`, `fields`, `formats`. */
function shown(resource: Json, query: URLSearchParams): Json {
  const include = query.get('include')?.split(',') ?? [];
  const fields = query.get('fields')?.split(',');
  const formats = query.get('formats')?.split(',') ?? ['html'];
  const wanted = ([name]: [string, unknown]): boolean => {
    if (INCLUDED.includes(name))
      return include.includes(name) || (name.startsWith('primary_') && include.includes(`${name.slice(8)}s`));
    if (name === 'html' || name === 'plaintext') return formats.includes(name) && (!fields || fields.includes(name));
    return !fields || fields.includes(name);
  };
  return Object.fromEntries(Object.entries(resource).filter(wanted));
}

function limitOf(query: URLSearchParams): number {
  const given = query.get('limit') ?? '15';
  const limit = given === 'all' ? MOST_A_PAGE : Number(given);
  if (!Number.isInteger(limit) || limit < 1)
    throw new GhostError(422, 'ValidationError', 'Validation (isInt) failed for limit');
  return Math.min(limit, MOST_A_PAGE);
}

function sorted(resources: readonly Json[], order: string | null): Json[] {
  const [field = 'published_at', direction = 'asc'] =
    (order ?? 'published_at desc').split(',')[0]?.trim().split(/\s+/) ?? [];
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
  const key = (resource: Json) => String(resource[field] ?? '');
  return [...resources].sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function browse(name: Collection, resources: readonly Json[], { query }: Call): SaasResponse {
  const filter = query.get('filter');
  const found = sorted(filter ? resources.filter(compileNql(filter)) : resources, query.get('order'));
  const limit = limitOf(query);
  const page = Math.max(1, Number(query.get('page') ?? 1) || 1);
  const pages = Math.max(1, Math.ceil(found.length / limit));
  const pagination = {
    page,
    limit,
    pages,
    total: found.length,
    next: page < pages ? page + 1 : null,
    prev: page > 1 ? page - 1 : null,
  };
  const items = found.slice((page - 1) * limit, page * limit).map((resource) => shown(resource, query));
  return json(200, { [name]: items, meta: { pagination } });
}

function read(
  name: Collection,
  resources: readonly Json[],
  field: 'id' | 'slug',
  value: string,
  { query }: Call,
): SaasResponse {
  const found = resources.find((resource) => resource[field] === value);
  const singular = { posts: 'Post', pages: 'Page', authors: 'Author', tags: 'Tag' }[name];
  if (!found)
    throw new GhostError(404, 'NotFoundError', `Resource not found error, cannot read ${singular.toLowerCase()}.`);
  return json(200, { [name]: [shown(found, query)] });
}

function routes(url: string): Route[] {
  const all = content(url);
  const route = (path: string, operation: string, run: Route['run']): Route => ({
    method: 'GET',
    path: `${BASE}${path}`,
    operation,
    run: (call, parameters) => {
      try {
        return run(call, parameters);
      } catch (error) {
        if (error instanceof GhostError) return error.response;
        throw error;
      }
    },
  });
  const names: Collection[] = ['posts', 'pages', 'authors', 'tags'];
  return [
    route('/settings', 'settings.browse', () => json(200, { settings: { ...SETTINGS, url }, meta: {} })),
    ...names.flatMap((name) => [
      route(`/${name}`, `${name}.browse`, (call) => browse(name, all[name], call)),
      route(`/${name}/slug/:slug`, `${name}.read`, (call, { slug = '' }) => read(name, all[name], 'slug', slug, call)),
      route(`/${name}/:id`, `${name}.read`, (call, { id = '' }) => read(name, all[name], 'id', id, call)),
    ]),
  ];
}

/** The Ghost Content API, with articles of its own: see README.md. */
export function createGhost(_cloud: Cloud, options: GhostOptions): Vendor {
  const table = routes(options.url);
  return {
    name: 'ghost',
    owns: ([first, second]) => first === 'ghost' && second === 'api',
    match: (call) => matchRoute(table, call.method, call.path),
    admit: ({ query }) =>
      query.get('key') === options.contentKey
        ? undefined
        : new GhostError(401, 'UnauthorizedError', 'Unknown Content API Key').response,
    unknown: () => new GhostError(404, 'NotFoundError', 'Resource not found').response,
    failure: (status) =>
      status === 429
        ? new GhostError(429, 'TooManyRequestsError', 'Too many requests').response
        : new GhostError(status, 'MaintenanceError', 'The site is currently unavailable').response,
    state: () => content(options.url),
    controls: {},
  };
}
