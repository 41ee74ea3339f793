import { createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { setting } from '../settings.ts';
import { RestError, type RestRequest } from './http.ts';

/** Who asks, from the bearer token. Throws 401. */
export type Identify = (
  request: RestRequest,
) => Promise<{ readonly userId: string; readonly scopes: readonly string[] }>;

export interface IdentityOptions {
  /** `https://<domain>/`, with the slash. */
  readonly issuer: string;
  readonly audience: string;
  /** Default: the issuer's JWKS, fetched when first needed and kept. */
  readonly keys?: JWTVerifyGetKey;
}

/** Verifies Auth0's access tokens. The APIs do so themselves: whoever reaches them past the gateway gains nothing. */
export function auth0Identity({
  issuer,
  audience,
  keys = createRemoteJWKSet(new URL('.well-known/jwks.json', issuer)),
}: IdentityOptions): Identify {
  return async ({ headers }) => {
    const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
    if (!token) throw new RestError(401, 'A bearer token is needed.');
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, audience, algorithms: ['RS256'] });
      if (!payload.sub) throw new RestError(401, 'The token names nobody.');
      return { userId: payload.sub, scopes: String(payload.scope ?? '').split(' ') };
    } catch (cause) {
      throw new RestError(401, 'The token is not valid.', { cause });
    }
  };
}

/** As a construct gives it: `AUTH_ISSUER`, `AUTH_AUDIENCE`, and `AUTH_JWKS_URL` where the keys are not at the issuer's own address. */
export function identityFromEnvironment(): Identify {
  const { AUTH_JWKS_URL: jwks } = process.env;
  return auth0Identity({
    issuer: setting('AUTH_ISSUER'),
    audience: setting('AUTH_AUDIENCE'),
    ...(jwks && { keys: createRemoteJWKSet(new URL(jwks)) }),
  });
}
