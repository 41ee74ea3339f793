import { join } from 'node:path';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { handler } from './handler.ts';
import { RestApi } from './rest-api.ts';
import type { Settings } from './settings.ts';
import type { Tables } from './tables.ts';

const HANDLERS = join(import.meta.dirname, '../functions/rest/handlers');

/** Whose tokens the APIs and the gateway take. */
export interface TokenSettings {
  readonly issuer: string;
  readonly audience: string;
  /** Where the keys are, if not at the issuer's own address. */
  readonly jwksUrl?: string;
}

/** Auth0's tokens for the webapps' API. */
export function tokensOf({ auth0Domain, auth0Url, apiAudience }: Settings): TokenSettings {
  const jwksUrl = auth0Url && `${auth0Url}/.well-known/jwks.json`;
  return { issuer: `https://${auth0Domain}/`, audience: apiAudience, ...(jwksUrl && { jwksUrl }) };
}

/** The company's own REST APIs over its tables; `urls` is what the gateway's sources read from the environment. */
export class CompanyApis extends Construct {
  readonly urls: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, tables: Tables, { issuer, audience, jwksUrl }: TokenSettings) {
    super(scope, id);
    const tokens = { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, ...(jwksUrl && { AUTH_JWKS_URL: jwksUrl }) };
    const api = (name: string, file: string, table: TableV2, tableVariable: string, own = {}) =>
      new RestApi(this, name, { source: handler(HANDLERS, file), table, tableVariable, ...own }).url;
    this.urls = {
      INVENTORY_URL: api('Inventory', 'inventory.ts', tables.inventory, 'INVENTORY_TABLE', { index: 'byProvider' }),
      PROVIDERS_URL: api('Providers', 'providers.ts', tables.providers, 'PROVIDERS_TABLE'),
      SHORTLISTS_URL: api('Shortlists', 'shortlists.ts', tables.shortlists, 'SHORTLISTS_TABLE', {
        index: 'byUser',
        writes: true,
        environment: tokens,
      }),
      COMMS_URL: api('Comms', 'comms.ts', tables.messages, 'MESSAGES_TABLE', { writes: true, environment: tokens }),
    };
  }
}
