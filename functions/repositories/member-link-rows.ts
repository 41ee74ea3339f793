import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

/** The rows of `MemberLinks`, and the conditional writes that they move by. */
export class MemberLinkRows {
  readonly #table: string;
  readonly #client: DynamoDBDocumentClient;

  constructor(table: string, client: DynamoDBDocumentClient) {
    this.#table = table;
    this.#client = client;
  }

  /** Sets the attributes if the row is new or `newer` holds; says whether it did. */
  async move(id: string, attributes: Record<string, unknown>, newer: string, remove: string): Promise<boolean> {
    const names = Object.keys(attributes);
    try {
      await this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { id },
          UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')} REMOVE ${remove}`,
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

  /** The e-mail of a user by its hash, unless one is known. */
  async rememberHash(userId: string, hash: string): Promise<void> {
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

  /** Where the condition fails, nothing happens. */
  async updateIf(condition: string, id: string, expression: string, values: Record<string, unknown>): Promise<void> {
    try {
      await this.update(id, expression, values, '#users', condition);
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  async update(
    id: string,
    expression: string,
    values: Record<string, unknown>,
    name?: '#users',
    condition?: string,
  ): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { id },
        UpdateExpression: expression,
        ExpressionAttributeValues: values,
        ...(name && { ExpressionAttributeNames: { [name]: 'users' } }),
        ...(condition && { ConditionExpression: condition }),
      }),
    );
  }

  /** Consistent. */
  async get(id: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { id }, ConsistentRead: true }),
    );
    return Item;
  }
}
