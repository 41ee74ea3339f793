import { hash } from 'node:crypto';
import { AwsError } from '../../errors.ts';
import type { Engine } from '../engine.ts';

/** A token is remembered for ten minutes. */
const TOKEN_MS = 10 * 60 * 1000;
const SCHEMA = `CREATE TABLE IF NOT EXISTS dynamodb_tokens (
  token TEXT PRIMARY KEY, digest TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;`;

/** The `ClientRequestToken`s of transactions: the same request under the same token is carried out once. */
export class Idempotency {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.cloud.store.define(SCHEMA);
  }

  /** True if the token came with the same parts before. */
  isRepeated(token: string | undefined, parts: unknown): boolean {
    if (token === undefined) return false;
    const { clock, store } = this.#engine.cloud;
    store.run('DELETE FROM dynamodb_tokens WHERE at <= ?', clock.now() - TOKEN_MS);
    const known = store.get<{ digest: string }>('SELECT digest FROM dynamodb_tokens WHERE token = ?', token);
    if (known && known.digest !== digestOf(parts))
      throw new AwsError(
        'IdempotentParameterMismatchException',
        'Request ID token already used with different parameters.',
      );
    return known !== undefined;
  }

  /** To be called in the turn of the transaction's own writes, so that both are committed together. */
  remember(token: string | undefined, parts: unknown): void {
    if (token === undefined) return;
    const { clock, store } = this.#engine.cloud;
    store.run('INSERT INTO dynamodb_tokens (token, digest, at) VALUES (?, ?, ?)', token, digestOf(parts), clock.now());
  }
}

/** Of what the parts say: the order in which a client writes the members of an item is not part of it. */
const digestOf = (parts: unknown): string => hash('sha256', JSON.stringify(parts, inOrder));

const inOrder = (_: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;
