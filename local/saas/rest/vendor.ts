import type { Cloud } from '../../cloud.ts';
import { RateLimit } from '../auth0/rate-limit.ts';
import { type Call, type Json, matchRoute } from '../http.ts';
import type { Vendor } from '../vendor.ts';
import { operationsOf } from './document.ts';
import { Items } from './items.ts';
import { type Api, problem, routeOf } from './routes.ts';

export interface RestOptions {
  /** Its name in faults, counters and controls; its paths begin with `/rest/<name>`. */
  readonly name: string;
  /** The OpenAPI 3 document, parsed. */
  readonly document: unknown;
  /** The bearer token that it wants; without one, it takes every call. */
  readonly token?: string;
}

/** A company's REST API, made from its OpenAPI document: it stores items by collection, and can be made to lag and to limit. */
export function createRest(cloud: Cloud, { name, document, token }: RestOptions): Vendor {
  const items = new Items(cloud, name);
  let lagMs = 0;
  let limit: RateLimit | undefined;
  const api: Api = { cloud, document, items, lagMs: () => lagMs };
  const table = operationsOf(document).map((operation) => routeOf(api, `/rest/${name}`, operation));
  const tooMany = () => problem(429, 'Too many requests.', limit?.headers ?? {});
  return {
    name,
    owns: ([first, second]) => first === 'rest' && second === name,
    match: (call) => matchRoute(table, call.method, call.path),
    admit: ({ request }: Call) => {
      if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
        return problem(401, 'A bearer token is needed.');
      return limit && !limit.take() ? tooMany() : undefined;
    },
    unknown: () => problem(404, 'There is nothing here.'),
    failure: (status) => (status === 429 ? tooMany() : problem(status, 'The service is temporarily unavailable.')),
    state: (query) => ({ lagMs, items: items.all(query.get('collection') ?? undefined) }),
    controls: {
      put: ({ collection, id, ...item }) => items.put(String(collection), String(id), { ...item, id: String(id) }),
      delete: ({ collection, id }) => items.put(String(collection), String(id), undefined),
      /** Reads show what was this long ago. */
      lag: ({ ms }) => {
        lagMs = Math.max(0, Number(ms) || 0);
        return { lagMs };
      },
      /** `{calls, windowMs}`; without calls, no limit. */
      rateLimit: (input) => {
        limit = limitOf(cloud, input);
        return { limited: limit !== undefined };
      },
    },
  };
}

function limitOf(cloud: Cloud, { calls, windowMs }: Json): RateLimit | undefined {
  if (typeof calls !== 'number') return undefined;
  return new RateLimit(cloud.clock, { calls, windowMs: typeof windowMs === 'number' ? windowMs : 1_000 });
}
