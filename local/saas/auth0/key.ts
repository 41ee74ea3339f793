import {
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import type { Cloud } from '../../cloud.ts';
import { isJson, type Json } from '../http.ts';

/** Tokens whose signature need not be checked again. */
const TOKENS_REMEMBERED = 1_000;

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * The tenant's signing key. It is made once, when it is first needed, and kept in the store, so that tokens stay valid over a
 * restart. (It is the one thing that the clock's randomness does not decide: no trace depends on it.)
 */
export class SigningKey {
  readonly #cloud: Cloud;
  readonly #verified = new Map<string, Json>();
  #private: KeyObject | undefined;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    cloud.store.define('CREATE TABLE IF NOT EXISTS saas_auth0_key (id INTEGER PRIMARY KEY, pem TEXT NOT NULL) STRICT');
  }

  /** A signed token (RS256) with these claims. */
  sign(claims: Json): string {
    const head = base64url({ alg: 'RS256', typ: 'JWT', kid: this.kid });
    const text = `${head}.${base64url(claims)}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(this.#key).toString('base64url')}`;
  }

  /** The claims of a token that this key signed and that is not yet over; else undefined. */
  verify(token: string): Json | undefined {
    const claims = this.#verified.get(token) ?? this.#check(token);
    if (!claims || Number(claims.exp) * 1000 <= this.#cloud.clock.now()) return undefined;
    if (this.#verified.size >= TOKENS_REMEMBERED) this.#verified.clear();
    this.#verified.set(token, claims);
    return claims;
  }

  /** The public key, as `/.well-known/jwks.json` has it. */
  get jwk(): Json {
    return { ...createPublicKey(this.#key).export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: this.kid };
  }

  get kid(): string {
    return 'local-1';
  }

  #check(token: string): Json | undefined {
    const [head, body, signature, more] = token.split('.');
    if (!head || !body || !signature || more !== undefined) return undefined;
    const key = createPublicKey(this.#key);
    const valid = createVerify('RSA-SHA256').update(`${head}.${body}`).verify(key, Buffer.from(signature, 'base64url'));
    if (!valid) return undefined;
    const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
    return isJson(claims) ? claims : undefined;
  }

  get #key(): KeyObject {
    this.#private ??= createPrivateKey(this.#stored() ?? this.#make());
    return this.#private;
  }

  #stored(): string | undefined {
    return this.#cloud.store.get<{ pem: string }>('SELECT pem FROM saas_auth0_key WHERE id = 1')?.pem;
  }

  #make(): string {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    this.#cloud.store.run('INSERT INTO saas_auth0_key VALUES (1, ?)', privateKey);
    return privateKey;
  }
}
