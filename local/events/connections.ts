import { uuid } from '../clock.ts';
import type { CallContext, Cloud } from '../cloud.ts';
import { checkConstraints, NAME } from './constraints.ts';
import { Definitions } from './definitions.ts';
import { alreadyExists, notFound } from './errors.ts';
import { paged } from './pages.ts';

interface Parameter {
  Key: string;
  Value: string;
  IsValueSecret?: boolean;
}

export interface HttpParameters {
  HeaderParameters?: Parameter[];
  QueryStringParameters?: Parameter[];
  BodyParameters?: Parameter[];
}

export interface AuthParameters {
  BasicAuthParameters?: { Username: string; Password?: string };
  ApiKeyAuthParameters?: { ApiKeyName: string; ApiKeyValue?: string };
  OAuthParameters?: {
    ClientParameters: { ClientID: string; ClientSecret?: string };
    AuthorizationEndpoint: string;
    HttpMethod: 'GET' | 'POST' | 'PUT';
    OAuthHttpParameters?: HttpParameters;
  };
  InvocationHttpParameters?: HttpParameters;
}

export interface Connection {
  name: string;
  arn: string;
  description?: string;
  authorizationType: string;
  auth: AuthParameters;
  secretArn: string;
  createdAt: number;
  modifiedAt: number;
}

interface ConnectionInput {
  readonly Name?: string;
  readonly Description?: string;
  readonly AuthorizationType?: string;
  readonly AuthParameters?: AuthParameters;
  readonly NamePrefix?: string;
  readonly ConnectionState?: string;
  readonly ConnectionArn?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

const TYPES = ['BASIC', 'OAUTH_CLIENT_CREDENTIALS', 'API_KEY'] as const;

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
    checkConstraints(
      { ...input },
      {
        Name: { required: true, pattern: NAME, longest: 64 },
        AuthorizationType: { required: true, choices: TYPES },
        AuthParameters: { required: true },
      },
    );
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
    checkConstraints({ ...input }, { AuthorizationType: { choices: TYPES } });
    connection.authorizationType = input.AuthorizationType ?? connection.authorizationType;
    connection.auth = { ...connection.auth, ...input.AuthParameters };
    connection.description = input.Description ?? connection.description;
    connection.modifiedAt = this.#seconds();
    this.#connections.put(connection.name, connection);
    return outcome(connection);
  }

  deauthorize(input: ConnectionInput) {
    const connection = this.#get(input.Name);
    connection.auth = {};
    this.#connections.put(connection.name, connection);
    return { ...outcome(connection), ConnectionState: 'DEAUTHORIZING' };
  }

  delete(input: ConnectionInput) {
    const connection = this.#get(input.Name);
    this.#connections.delete(connection.name);
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
    const found = this.#connections.all().filter(({ name }) => name.startsWith(input.NamePrefix ?? ''));
    return paged('Connections', found.map(summary), input);
  }

  /** For this runtime's own engines: the authentication with its secrets (on AWS a permission, not an API). */
  credentials(input: ConnectionInput) {
    const connection = this.byArn(String(input.ConnectionArn));
    if (!connection) throw notFound(`Connection ${input.ConnectionArn} does not exist.`);
    return { AuthorizationType: connection.authorizationType, AuthParameters: connection.auth };
  }

  /** AWS keeps the secrets in Secrets Manager, where readers may expect them. */
  async #storeSecret(name: string, id: string, auth: AuthParameters, context: CallContext): Promise<string> {
    const Name = `events!connection/${name}/${id}`;
    if (!this.#cloud.service('secretsmanager')) return this.#cloud.arn('secretsmanager', `secret:${Name}`, context);
    const created = await this.#cloud.call<{ ARN: string }>(
      'secretsmanager',
      'CreateSecret',
      { Name, SecretString: JSON.stringify(auth) },
      context,
    );
    return created.ARN;
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

const outcome = (connection: Connection) => ({
  ConnectionArn: connection.arn,
  ConnectionState: 'AUTHORIZED',
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
