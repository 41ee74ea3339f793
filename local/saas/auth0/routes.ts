import { type Call, empty, type Json, json, type Route, type SaasResponse } from '../http.ts';
import { Auth0Error } from './errors.ts';
import type { Tenant } from './tenant.ts';
import type { Tokens } from './tokens.ts';
import type { User } from './users.ts';

/** `fields` with `include_fields=false` leaves those out, else only those are given. */
function pick(user: User, query: URLSearchParams): Json {
  const fields = query.get('fields')?.split(',');
  if (!fields) return user;
  const wanted = query.get('include_fields') !== 'false';
  return Object.fromEntries(Object.entries(user).filter(([name]) => fields.includes(name) === wanted));
}

/** The searches that the stand-in knows: `email:"a@b.c"`, `user_id:"auth0|…"`, or all. */
function search(tenant: Tenant, q: string | null, page: number, perPage: number): { users: User[]; total: number } {
  if (!q || q === '*') return tenant.users.page(page, perPage);
  const [, field, value] = /^(email|user_id):"?([^"]+)"?$/.exec(q.trim()) ?? [];
  if (!field || !value)
    throw new Auth0Error(400, 'Bad Request', `The stand-in does not support the query ${q}`, 'invalid_query_string');
  const byId = field === 'user_id' ? tenant.users.get(value) : undefined;
  const users = field === 'email' ? tenant.users.byEmail(value) : byId ? [byId] : [];
  return { users: users.slice(page * perPage, (page + 1) * perPage), total: users.length };
}

function list(tenant: Tenant, { query }: Call): SaasResponse {
  const perPage = Math.min(Number(query.get('per_page') ?? 50), 100);
  const page = Number(query.get('page') ?? 0);
  const found = search(tenant, query.get('q'), page, perPage);
  const users = found.users.map((user) => pick(user, query));
  if (query.get('include_totals') !== 'true') return json(200, users);
  return json(200, { start: page * perPage, limit: perPage, length: users.length, total: found.total, users });
}

/** The token endpoint, the keys, and the Management API as far as the stand-in has it. */
export function routes(tenant: Tenant, tokens: Tokens): Route[] {
  const route = (method: string, path: string, operation: string, run: Route['run']): Route => ({
    method,
    path,
    operation,
    run: (call, parameters) => {
      try {
        return run(call, parameters);
      } catch (error) {
        if (error instanceof Auth0Error) return error.response;
        throw error;
      }
    },
  });
  const body = (call: Call): Json => {
    if (!call.json) throw new Auth0Error(400, 'Bad Request', 'Invalid request payload JSON format', 'invalid_body');
    return call.json;
  };
  return [
    route('POST', '/oauth/token', 'token', (call) => tokens.token(call)),
    route('GET', '/.well-known/jwks.json', 'jwks', () => tokens.jwks()),
    route('GET', '/.well-known/openid-configuration', 'configuration', () => tokens.openidConfiguration()),
    route('GET', '/api/v2/users', 'users.list', (call) => list(tenant, call)),
    route('POST', '/api/v2/users', 'users.create', (call) => json(201, tenant.create(body(call)))),
    route('GET', '/api/v2/users-by-email', 'users.byEmail', ({ query }) =>
      json(
        200,
        tenant.users.byEmail(query.get('email') ?? '').map((user) => pick(user, query)),
      ),
    ),
    route('GET', '/api/v2/users/:id', 'users.get', ({ query }, { id = '' }) =>
      json(200, pick(tenant.existing(id), query)),
    ),
    route('PATCH', '/api/v2/users/:id', 'users.update', (call, { id = '' }) =>
      json(200, tenant.update(id, body(call))),
    ),
    route('DELETE', '/api/v2/users/:id', 'users.delete', (_call, { id = '' }) => {
      tenant.remove(id);
      return empty();
    }),
  ];
}
