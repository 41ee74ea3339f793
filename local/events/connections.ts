import { uuid } from '../clock.ts';
import type { CallContext, Cloud } from '../cloud.ts';
import { type AuthParameters, checkAuthorization, ofKind, secretOf } from './connection-parameters.ts';
import { Definitions } from './definitions.ts';
import { alreadyExists, notFound } from './errors.ts';
import { paged } from './pages.ts';

export interface Connection {
  name: string;
  arn: string;
  description?: string;
  authorizationType: string;
  auth: AuthParameters;
  secretArn: string;
  createdAt: number;
  modifiedAt: number;
  deauthorized?: boolean;
}

interface ConnectionInput {
  readonly Name?: string;
  readonly Description?: string;
  readonly AuthorizationType?: string;
  readonly AuthParameters?: AuthParameters;
  readonly NamePrefix?: string;
  readonly ConnectionState?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

/** Connections: how API destinations, and HTTP tasks of state machines, authenticate. */
export class Connections {
  readonly #cloud: Cloud;
  readonly #connections: Definitions<Connection>;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#connections = new Definitions(cloud.store, 'events', 'connection');
  }

  byArn(arn: string): Connection | undefined {
    return this.#connections.get(arn.split(':connection/')[1]?.split('/')[0] ?? '');
  }

  async create(input: ConnectionInput, context: CallContext) {
    checkAuthorization(String(input.AuthorizationType), input.AuthParameters ?? {});
    const name = String(input.Name);
    if (this.#connections.get(name)) throw alreadyExists(`Connection ${name} already exists.`);
    const id = uuid(this.#cloud.clock);
    const now = this.#seconds();
    const connection: Connection = {
      name,
      arn: this.#cloud.arn('events', `connection/${name}/${id}`, context),
      ...(input.Description !== undefined && { description: input.Description }),
      authorizationType: String(input.AuthorizationType),
      auth: input.AuthParameters ?? {},
      secretArn: await this.#storeSecret(name, id, input.AuthParameters ?? {}, context),
      createdAt: now,
      modifiedAt: now,
    };
    this.#connections.put(name, connection);
    return outcome(connection);
  }

  async update(input: ConnectionInput) {
    const connection = this.#get(input.Name);
    const type = input.AuthorizationType ?? connection.authorizationType;
    const auth = ofKind(type, { ...connection.auth, ...input.AuthParameters });
    checkAuthorization(type, auth);
    Object.assign(connection, { authorizationType: type, auth, deauthorized: false });
    connection.description = input.Description ?? connection.description;
    connection.modifiedAt = this.#seconds();
    const SecretString = JSON.stringify(secretOf(connection.auth));
    await this.#cloud.call('secretsmanager', 'PutSecretValue', { SecretId: connection.secretArn, SecretString });
    this.#connections.put(connection.name, connection);
    return outcome(connection);
  }

  deauthorize(input: ConnectionInput) {
    const connection = this.#get(input.Name);
    connection.auth = {};
    connection.deauthorized = true;
    this.#connections.put(connection.name, connection);
    return { ...outcome(connection), ConnectionState: 'DEAUTHORIZING' };
  }

  async delete(input: ConnectionInput) {
    const connection = this.#get(input.Name);
    this.#connections.delete(connection.name);
    const secret = { SecretId: connection.secretArn, ForceDeleteWithoutRecovery: true };
    await this.#cloud.call('secretsmanager', 'DeleteSecret', secret);
    return { ...outcome(connection), ConnectionState: 'DELETING' };
  }

  describe(input: ConnectionInput) {
    const connection = this.#get(input.Name);
    return {
      ...summary(connection),
      ...(connection.description !== undefined && { Description: connection.description }),
      SecretArn: connection.secretArn,
      AuthParameters: withoutSecrets(connection.auth),
    };
  }

  list(input: ConnectionInput) {
    const found = this.#connections
      .all()
      .filter(({ name }) => name.startsWith(input.NamePrefix ?? ''))
      .filter((connection) => !input.ConnectionState || stateOf(connection) === input.ConnectionState);
    return paged('Connections', found.map(summary), input);
  }

  /**
   * AWS keeps the credentials in Secrets Manager, where HTTP tasks and pipes look for them (there under `events!connection/`, a name
   * that only AWS itself may give).
   */
  async #storeSecret(name: string, id: string, auth: AuthParameters, context: CallContext): Promise<string> {
    const Name = `events-connection/${name}/${id}`;
    const input = { Name, SecretString: JSON.stringify(secretOf(auth)) };
    return (await this.#cloud.call<{ ARN: string }>('secretsmanager', 'CreateSecret', input, context)).ARN;
  }

  #get(name: string | undefined): Connection {
    const connection = this.#connections.get(String(name));
    if (!connection) throw notFound(`Connection '${name}' does not exist.`);
    return connection;
  }

  #seconds(): number {
    return Math.floor(this.#cloud.clock.now() / 1000);
  }
}

const stateOf = ({ deauthorized }: Connection): string => (deauthorized ? 'DEAUTHORIZED' : 'AUTHORIZED');

const outcome = (connection: Connection) => ({
  ConnectionArn: connection.arn,
  ConnectionState: stateOf(connection),
  CreationTime: connection.createdAt,
  LastModifiedTime: connection.modifiedAt,
});

const summary = (connection: Connection) => ({
  Name: connection.name,
  AuthorizationType: connection.authorizationType,
  ...outcome(connection),
  LastAuthorizedTime: connection.modifiedAt,
});

function withoutSecrets(auth: AuthParameters): AuthParameters {
  return JSON.parse(
    JSON.stringify(auth, function (this: { IsValueSecret?: boolean }, key, value: unknown) {
      if (['Password', 'ApiKeyValue', 'ClientSecret'].includes(key)) return undefined;
      return key === 'Value' && this.IsValueSecret ? undefined : value;
    }),
  ) as AuthParameters;
}
