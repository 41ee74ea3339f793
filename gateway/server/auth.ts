import { createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from 'jose';

/** Who asks. `scopes` are Auth0's `scope` and, with RBAC, `permissions`. */
export interface Caller {
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
}

export interface AuthOptions {
  /** `https://<domain>/`, with the slash: Auth0's `iss`. */
  readonly issuer: string;
  readonly audience: string;
  /** Default `<issuer>.well-known/jwks.json`. */
  readonly jwksUrl?: string;
  /** Replaces the fetched keys, in tests. */
  readonly keys?: JWTVerifyGetKey;
}

/** Undefined for an anonymous caller, `null` for a token that does not hold. */
export type Authenticate = (
  headers: Readonly<Record<string, string | undefined>>,
) => Promise<Caller | undefined | null>;

/**
 * Verifies Auth0's access tokens (https://auth0.com/docs/secure/tokens/access-tokens/validate-access-tokens): RS256 alone,
 * the keys cached for ten minutes and fetched anew for an unknown `kid`, at most every 30 s.
 */
export function createAuthenticate(options: AuthOptions): Authenticate {
  const url = options.jwksUrl ?? new URL('.well-known/jwks.json', options.issuer).href;
  const keys =
    options.keys ??
    createRemoteJWKSet(new URL(url), { cacheMaxAge: 600_000, cooldownDuration: 30_000, timeoutDuration: 3_000 });
  return async (headers) => {
    const header = headers.authorization;
    if (header === undefined || header === '') return undefined;
    const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header)?.[1];
    if (token === undefined) return null;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: options.issuer,
        audience: options.audience,
        algorithms: ['RS256'],
        clockTolerance: 5,
      });
      return payload.sub === undefined ? null : { subject: payload.sub, scopes: scopesOf(payload) };
    } catch {
      return null;
    }
  };
}

function scopesOf(payload: Readonly<Record<string, unknown>>): Set<string> {
  const scope = typeof payload.scope === 'string' ? payload.scope.split(' ').filter(Boolean) : [];
  const permissions = Array.isArray(payload.permissions)
    ? payload.permissions.filter((p) => typeof p === 'string')
    : [];
  return new Set([...scope, ...permissions]);
}
