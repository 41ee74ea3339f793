import type { Cloud } from '../../cloud.ts';
import { type Call, type Json, matchRoute, type SaasResponse } from '../http.ts';
import type { Auth0Options } from '../options.ts';
import type { Vendor } from '../vendor.ts';
import { Auth0Error } from './errors.ts';
import { SigningKey } from './key.ts';
import { RateLimit } from './rate-limit.ts';
import { routes } from './routes.ts';
import { type Emission, type Form, Tenant } from './tenant.ts';
import { Tokens } from './tokens.ts';

const number = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);

/** How a control call wants its change told: `forms`, `duplicates` (0..1), `delayMs`. */
function emissionOf(input: Json, standing: Emission): Emission {
  const forms = Array.isArray(input.forms)
    ? input.forms.filter((form): form is Form => form === 'log' || form === 'event')
    : standing.forms;
  return {
    forms,
    duplicates: number(input.duplicates, standing.duplicates),
    delayMs: number(input.delayMs, standing.delayMs),
  };
}

/** Auth0: the Management API, tokens, and the events on the partner bus. See README.md. */
export function createAuth0(cloud: Cloud, options: Auth0Options): Vendor {
  const tenant = new Tenant(cloud, options);
  const key = new SigningKey(cloud);
  const tokens = new Tokens(cloud, options, key);
  const limit = new RateLimit(cloud.clock, options.rateLimit);
  const table = routes(tenant, tokens);
  const isApi = (call: Call) => call.path[0] === 'api';
  const tooMany = (): SaasResponse =>
    withHeaders(
      new Auth0Error(429, 'Too Many Requests', 'Global limit has been reached', 'too_many_requests').response,
      limit.headers,
    );
  const admit = (call: Call): SaasResponse | undefined => {
    if (!isApi(call)) return undefined;
    const [scheme, token = ''] = (call.request.headers.authorization ?? '').split(' ');
    const claims = scheme === 'Bearer' ? key.verify(token) : undefined;
    if (![claims?.aud].flat().includes(tokens.managementAudience))
      return new Auth0Error(401, 'Unauthorized', claims ? 'Bad audience' : 'Invalid token', 'invalid_token').response;
    return limit.take() ? undefined : tooMany();
  };
  return {
    name: 'auth0',
    owns: ([first, second]) => first === 'oauth' || first === '.well-known' || (first === 'api' && second === 'v2'),
    match: (call) => {
      const found = matchRoute(table, call.method, call.path);
      if (!found || !isApi(call)) return found;
      const run = async (...given: Parameters<typeof found.route.run>) =>
        withHeaders(await found.route.run(...given), limit.headers);
      return { ...found, route: { ...found.route, run } };
    },
    admit,
    unknown: () => new Auth0Error(404, 'Not Found', 'Not Found').response,
    failure: (status) =>
      status === 429
        ? tooMany()
        : new Auth0Error(status, 'Service Unavailable', 'The service is temporarily unavailable').response,
    state: (query) => ({
      ...tenant.users.page(Number(query.get('page') ?? 0), Number(query.get('limit') ?? 1_000)),
      waiting: tenant.outbox.waiting,
    }),
    close: () => tenant.outbox.close(),
    controls: {
      signUp: (input) => tenant.signUp(input, emissionOf(input, tenant.emission)),
      update: (input) => tenant.update(String(input.user_id), input, emissionOf(input, tenant.emission)),
      delete: (input) => tenant.deleteAccount(String(input.user_id), emissionOf(input, tenant.emission)),
      emission: (input) => {
        tenant.emission = emissionOf(input, tenant.emission);
        return tenant.emission;
      },
      token: ({ lifetimeSeconds, ...claims }) => ({ token: tokens.mint(claims, number(lifetimeSeconds, 3_600)) }),
    },
  };
}

const withHeaders = (response: SaasResponse, headers: Record<string, string>): SaasResponse => ({
  ...response,
  headers: { ...response.headers, ...headers },
});
