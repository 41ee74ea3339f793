import type { Cloud } from '../cloud.ts';
import type { Vendor } from './vendor.ts';

export interface AlgoliaOptions {
  readonly appId: string;
  /** May write. */
  readonly adminKey: string;
  /** May only search. */
  readonly searchKey: string;
  /** 10,000 on Algolia's smallest plan, up to 100,000 on others. */
  readonly maxRecordBytes: number;
  /** How long a task stays `notPublished`. */
  readonly publishDelayMs: number;
}

export interface MailchimpList {
  readonly id: string;
  readonly name: string;
  /** Upper-case tags of merge fields without which a member is refused. */
  readonly requiredMergeFields?: readonly string[];
}

export interface MailchimpOptions {
  readonly apiKey: string;
  readonly lists: readonly MailchimpList[];
  /** Simultaneous connections of one account. */
  readonly maxConnections: number;
}

export interface Auth0Options {
  readonly domain: string;
  readonly tenant: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Further audiences that the token endpoint knows, such as the gateway's. */
  readonly audiences: readonly string[];
  /** Partner event source of the log stream: also the name of the bus. */
  readonly logSource: string;
  /** Partner event source of the event stream. */
  readonly eventSource: string;
  /** Management API: calls in a fixed window. */
  readonly rateLimit: { readonly calls: number; readonly windowMs: number };
}

export interface GhostOptions {
  /** 26 hexadecimal digits. */
  readonly contentKey: string;
  readonly url: string;
}

export interface SaasOptions {
  readonly algolia?: Partial<AlgoliaOptions>;
  readonly mailchimp?: Partial<MailchimpOptions>;
  readonly auth0?: Partial<Auth0Options>;
  readonly ghost?: Partial<GhostOptions>;
  /** Further vendors, such as REST stand-ins made from OpenAPI documents. */
  readonly vendors?: readonly ((cloud: Cloud) => Vendor)[];
}

const SOURCE = 'aws.partner/auth0.com/penstock-00000000-0000-4000-8000-000000000000/auth0.logs';

export const DEFAULTS = {
  algolia: {
    appId: 'LOCALAPP',
    adminKey: 'local-admin-key',
    searchKey: 'local-search-key',
    maxRecordBytes: 10_000,
    publishDelayMs: 20,
  },
  mailchimp: {
    apiKey: 'localkey-us1',
    lists: [{ id: 'members', name: 'Members' }],
    maxConnections: 10,
  },
  auth0: {
    domain: 'penstock.eu.auth0.com',
    tenant: 'penstock',
    clientId: 'local-client',
    clientSecret: 'local-secret',
    audiences: ['https://gateway.penstock.local'],
    logSource: SOURCE,
    eventSource: SOURCE,
    rateLimit: { calls: 50, windowMs: 1_000 },
  },
  ghost: { contentKey: '22444f78447824223cefc48062', url: 'https://blog.example.com' },
} as const;

/** The options with the defaults beneath. */
export function settle(given: SaasOptions): {
  algolia: AlgoliaOptions;
  mailchimp: MailchimpOptions;
  auth0: Auth0Options;
  ghost: GhostOptions;
} {
  return {
    algolia: { ...DEFAULTS.algolia, ...given.algolia },
    mailchimp: { ...DEFAULTS.mailchimp, ...given.mailchimp },
    auth0: { ...DEFAULTS.auth0, ...given.auth0 },
    ghost: { ...DEFAULTS.ghost, ...given.ghost },
  };
}
