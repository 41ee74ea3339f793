import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { dynamo } from '../clients/dynamo.ts';
import { expiry } from './expiry.ts';

/** Whether somebody with this e-mail is a user now: what the mailing list has to agree with. */
export type EmailState =
  | { readonly state: 'live'; readonly email: string; readonly userId: string; readonly occurredAt: number }
  | { readonly state: 'gone'; readonly userId: string; readonly occurredAt: number };

/** Whether a user is there, and the hash of its e-mail, if that is known. */
export interface UserState {
  readonly state: 'live' | 'gone';
  readonly occurredAt: number;
  readonly hash?: string;
}

export interface Arrival {
  readonly userId: string;
  readonly email: string;
  /** The mailing list's name of the e-mail. */
  readonly hash: string;
  readonly occurredAt: number;
}

export interface Departure {
  readonly userId: string;
  /** Of the e-mail in the event, if it has one. */
  readonly hash?: string | undefined;
  readonly occurredAt: number;
}

/**
 * Remembers which user has which e-mail, in two kinds of rows, each moved on only by a later event than the one that it shows:
 * - `user#<id>`: the user's e-mail by its hash (Auth0's log of a deletion has no e-mail), and whether the user is gone;
 * - `email#<hash>`: who has it now. Somebody may leave and sign up again with the same e-mail and a new user id, and the
 *   deletion may arrive last: it must not archive the new member.
 *
 * The e-mail itself is kept only while the user is there; a row of somebody who left expires (see `expiry`).
 */
export class MemberLinks {
  readonly #table: string;
  readonly #client: DynamoDBDocumentClient;

  constructor(table: string, client = dynamo()) {
    this.#table = table;
    this.#client = client;
  }

  /** A user signed up. */
  async arrive({ userId, email, hash, occurredAt }: Arrival): Promise<void> {
    const user = await this.#move(`user#${userId}`, { state: 'live', hash, occurredAt }, 'occurredAt < :occurredAt');
    // A deletion that overtook its sign-up had no e-mail to remember. Should it be redriven, it finds it here.
    if (!user) await this.#rememberHash(userId, hash);
    const latest = await this.#get(`user#${userId}`);
    if (latest?.state === 'gone') return;
    await this.#move(`email#${hash}`, { state: 'live', userId, email, occurredAt }, 'occurredAt < :occurredAt');
  }

  /** A user was deleted. Returns the hash of the e-mail that the user had, if it is known. */
  async depart({ userId, hash, occurredAt }: Departure): Promise<string | undefined> {
    await this.#move(`user#${userId}`, { state: 'gone', occurredAt, expiresAt: expiry() }, 'occurredAt <= :occurredAt');
    if (hash) await this.#rememberHash(userId, hash);
    const user = await this.#get(`user#${userId}`);
    const known = user?.hash as string | undefined;
    if (!known || user?.state !== 'gone') return known;
    const gone = { state: 'gone', userId, occurredAt, expiresAt: expiry() };
    await this.#move(`email#${known}`, gone, 'userId = :userId AND occurredAt <= :occurredAt', 'email');
    return known;
  }

  /** Consistent. */
  async emailState(hash: string): Promise<EmailState | undefined> {
    return (await this.#get(`email#${hash}`)) as EmailState | undefined;
  }

  /** What is known of a user; consistent. */
  async userState(userId: string): Promise<UserState | undefined> {
    return (await this.#get(`user#${userId}`)) as UserState | undefined;
  }

  /** Sets the attributes if the row is new or `newer` holds; says whether it did. */
  async #move(id: string, attributes: Record<string, unknown>, newer: string, remove?: string): Promise<boolean> {
    const names = Object.keys(attributes);
    const removed = [remove, 'expiresAt' in attributes ? undefined : 'expiresAt'].filter((name) => name !== undefined);
    try {
      await this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { id },
          UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}${removed.length ? ` REMOVE ${removed.join(', ')}` : ''}`,
          ConditionExpression: `attribute_not_exists(id) OR (${newer})`,
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, attributes[name]])),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async #rememberHash(userId: string, hash: string): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { id: `user#${userId}` },
        UpdateExpression: 'SET #hash = if_not_exists(#hash, :hash)',
        ExpressionAttributeNames: { '#hash': 'hash' },
        ExpressionAttributeValues: { ':hash': hash },
      }),
    );
  }

  async #get(id: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { id }, ConsistentRead: true }),
    );
    return Item;
  }
}
