import { UsersClient } from 'auth0/users';
import * as z from 'zod';
import type { CallbackSource } from '../callback/source.ts';
import { issues } from '../contract.ts';
import { ContractViolation, PenstockError, TargetMisconfigured, TargetRefused, TargetUnavailable } from '../errors.ts';
import { setting } from '../settings.ts';
import { type GuardOptions, guardedFetch } from './rest/guarded-fetch.ts';
import { RateBudget } from './rest/rate-budget.ts';
import { secret } from './secret.ts';

const NAME = 'Auth0';

/** What is asked of a user, and no more: the view has no use for the rest. */
const FIELDS = ['user_id', 'email', 'email_verified', 'name', 'given_name', 'family_name', 'blocked', 'updated_at'];

const auth0User = z.looseObject({
  user_id: z.string().min(1),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
  name: z.string().optional(),
  given_name: z.string().optional(),
  family_name: z.string().optional(),
  blocked: z.boolean().optional(),
  updated_at: z.iso.datetime({ offset: true }),
});

export type Auth0User = z.infer<typeof auth0User>;

export interface Auth0Options extends Omit<GuardOptions, 'name'> {
  readonly domain: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Replaces `https://<domain>`, such as `http://127.0.0.1:4567`. */
  readonly url?: string | undefined;
}

/** The users of the Management API. `CALL_INTERVAL_MS` is the pace of this container. */
export async function auth0Users(): Promise<CallbackSource<Auth0User>> {
  return userSource({
    domain: setting('AUTH0_DOMAIN'),
    clientId: setting('AUTH0_CLIENT_ID'),
    clientSecret: await secret('AUTH0_CLIENT_SECRET'),
    url: process.env.AUTH0_URL,
    budget: new RateBudget({ name: NAME, intervalMs: Number(process.env.CALL_INTERVAL_MS ?? 0) }),
  });
}

/**
 * Users by Auth0's own client; a user's version is `updated_at` in milliseconds. Only the users' part of the client is bundled: the
 * whole of it has 2 MB. It has no retries here, for the guard below it tries again within the rate budget.
 *
 * @see https://auth0.com/docs/api/management/v2/users/get-users-by-id
 */
export function userSource(options: Auth0Options): CallbackSource<Auth0User> {
  const { domain, url = `https://${domain}`, ...guard } = options;
  const guarded = guardedFetch({ ...guard, name: NAME });
  const users = new UsersClient({
    baseUrl: `${url}/api/v2`,
    token: tokens(options, url, guardedFetch({ ...guard, name: NAME, budget: new RateBudget({ name: NAME }) })),
    fetch: (input, init) => guarded(new Request(input, init)),
    maxRetries: 0,
    // The guard has a time limit for each attempt; this one is for all of them.
    timeoutInSeconds: 20,
  });
  return {
    read: async (id) => {
      try {
        const user = checked(await users.get(id, { fields: FIELDS.join(','), include_fields: true }));
        return { kind: 'found', version: Date.parse(user.updated_at), item: user };
      } catch (error) {
        if (isStatus(error, 404)) return { kind: 'unknown' };
        throw translated(error);
      }
    },
  };
}

function checked(data: unknown): Auth0User {
  const result = auth0User.safeParse(data);
  if (!result.success) throw new ContractViolation(`${NAME}: ${issues(result.error)}`);
  return result.data;
}

const isStatus = (error: unknown, status: number): boolean =>
  error instanceof Error && 'statusCode' in error && error.statusCode === status;

/** The client wraps what the guard has thrown; of its own errors only a refusal of this one request (4xx) remains. */
function translated(error: unknown): Error {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof PenstockError) return cause;
  if (isStatus(error, 400)) return new TargetRefused('RequestRefused', `${NAME}: 400`, { cause: error });
  return new TargetUnavailable(`${NAME} cannot be reached`, { cause: error });
}

const tokenAnswer = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** A token is replaced this long before it ends: a call that is under way must not outlive it. */
const MARGIN_MS = 60_000;

/** The access token of the client credentials, kept while it is good. */
function tokens(
  { domain, clientId, clientSecret }: Auth0Options,
  url: string,
  send: (request: Request) => Promise<Response>,
): () => Promise<string> {
  let kept: { readonly token: string; readonly until: number } | undefined;
  return async () => {
    if (kept && kept.until > Date.now()) return kept.token;
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      audience: `https://${domain}/api/v2/`,
    });
    const response = await send(new Request(`${url}/oauth/token`, { method: 'POST', body }));
    const answer = tokenAnswer.safeParse(response.ok ? await response.json() : undefined);
    if (!answer.success) throw new TargetMisconfigured(`${NAME} gives no token: ${response.status}`);
    kept = { token: answer.data.access_token, until: Date.now() + answer.data.expires_in * 1000 - MARGIN_MS };
    return kept.token;
  };
}
