import type { Cloud } from '../../cloud.ts';
import { type Call, type Json, json, type SaasResponse } from '../http.ts';
import type { Auth0Options } from '../options.ts';
import type { SigningKey } from './key.ts';

const LIFETIME_SECONDS = 86_400;

const oauthError = (status: number, error: string, error_description: string): SaasResponse =>
  json(status, { error, error_description });

/** The token endpoint and the keys; tokens of users (for the gateway) come from the control port. */
export class Tokens {
  readonly #cloud: Cloud;
  readonly #options: Auth0Options;
  readonly #key: SigningKey;

  constructor(cloud: Cloud, options: Auth0Options, key: SigningKey) {
    this.#cloud = cloud;
    this.#options = options;
    this.#key = key;
  }

  /** The Management API's own identifier. */
  get managementAudience(): string {
    return `https://${this.#options.domain}/api/v2/`;
  }

  /** A token with the given claims beside `iss`, `iat` and `exp`. */
  mint(claims: Json, lifetimeSeconds = LIFETIME_SECONDS): string {
    const iat = Math.floor(this.#cloud.clock.now() / 1000);
    return this.#key.sign({ iss: `https://${this.#options.domain}/`, iat, exp: iat + lifetimeSeconds, ...claims });
  }

  /** `POST /oauth/token`, client credentials, form-encoded or JSON. */
  token(call: Call): SaasResponse {
    const given: Json = call.json ?? Object.fromEntries(new URLSearchParams(call.request.body));
    const { clientId, clientSecret, audiences } = this.#options;
    const basic = basicCredentials(call);
    if (given.grant_type !== 'client_credentials')
      return oauthError(403, 'unsupported_grant_type', 'Only client_credentials is supported by the stand-in.');
    if ((basic?.[0] ?? given.client_id) !== clientId || (basic?.[1] ?? given.client_secret) !== clientSecret)
      return oauthError(401, 'access_denied', 'Unauthorized');
    const audience = String(given.audience ?? '');
    if (audience !== this.managementAudience && !audiences.includes(audience))
      return oauthError(403, 'access_denied', `Service not found: ${audience}`);
    const scope = audience === this.managementAudience ? 'read:users create:users update:users delete:users' : '';
    const claims = { sub: `${clientId}@clients`, aud: audience, azp: clientId, gty: 'client-credentials', scope };
    return json(200, { access_token: this.mint(claims), scope, expires_in: LIFETIME_SECONDS, token_type: 'Bearer' });
  }

  jwks(): SaasResponse {
    return json(200, { keys: [this.#key.jwk] });
  }

  openidConfiguration(): SaasResponse {
    const issuer = `https://${this.#options.domain}/`;
    return json(200, {
      issuer,
      token_endpoint: `${issuer}oauth/token`,
      jwks_uri: `${issuer}.well-known/jwks.json`,
      id_token_signing_alg_values_supported: ['RS256'],
    });
  }
}

function basicCredentials({ request }: Call): [string, string] | undefined {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ');
  if (scheme !== 'Basic' || !value) return undefined;
  const [id = '', ...secret] = Buffer.from(value, 'base64').toString().split(':');
  return [decodeURIComponent(id), decodeURIComponent(secret.join(':'))];
}
