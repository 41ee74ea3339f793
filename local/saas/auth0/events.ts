import type { Cloud } from '../../cloud.ts';
import type { Json } from '../http.ts';
import type { Auth0Options } from '../options.ts';
import { CONNECTION, type User } from './users.ts';

/** One event for the partner bus. */
export interface PartnerEvent {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: Json;
  /** Epoch seconds. */
  readonly Time: number;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Makes the two forms in which Auth0 tells of its users; ids are drawn from the clock. */
export class EventMaker {
  readonly #cloud: Cloud;
  readonly #options: Auth0Options;

  constructor(cloud: Cloud, options: Auth0Options) {
    this.#cloud = cloud;
    this.#options = options;
  }

  /**
   * A log of the log stream: `ss` (signed up), `sdu` (deleted), `sapi` (a write by the Management API), …
   * @see https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes
   */
  log(type: string, user: User, details: Json): PartnerEvent {
    const { domain, clientId, logSource } = this.#options;
    const now = new Date(this.#cloud.clock.now());
    const log_id = this.#logId(now);
    const data = {
      date: now.toISOString(),
      type,
      description: '',
      connection: CONNECTION,
      connection_id: 'con_0000000000000001',
      client_id: clientId,
      client_name: 'Webshop',
      ip: '192.0.2.10',
      user_agent: 'Chrome 140.0.0 / Mac OS X 10.15.7',
      hostname: domain,
      user_id: user.user_id,
      user_name: user.email ?? '',
      strategy: 'auth0',
      strategy_type: 'database',
      details,
      log_id,
    };
    return { Source: logSource, DetailType: 'Auth0 log', Detail: { log_id, data }, Time: now.getTime() / 1000 };
  }

  /**
   * A CloudEvent of the event stream. The envelope that Auth0 puts round it on the partner bus is in no document that was found:
   * here the detail is the CloudEvent, and the detail type its type.
   * @see https://auth0.com/docs/events
   */
  event(type: 'user.created' | 'user.updated' | 'user.deleted', object: Json): PartnerEvent {
    const { domain, tenant, eventSource } = this.#options;
    const now = new Date(this.#cloud.clock.now());
    const detail = {
      specversion: '1.0',
      type,
      source: `urn:auth0:${domain}`,
      id: `evt_${this.#letters(16)}`,
      time: now.toISOString(),
      data: { object },
      a0tenant: tenant,
      a0stream: 'est_LocalStream00001',
    };
    return { Source: eventSource, DetailType: type, Detail: detail, Time: now.getTime() / 1000 };
  }

  #logId(now: Date): string {
    const stamp = now.toISOString().replace(/\D/g, '').slice(0, 17);
    return `900${stamp}${this.#cloud.clock.bytes(12).reduce((digits, byte) => digits + String(byte % 1000).padStart(3, '0'), '')}`;
  }

  #letters(count: number): string {
    return [...this.#cloud.clock.bytes(count)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  }
}

/** The details of `ss`. */
export const signUpDetails = (user: User): Json => ({
  body: {
    email: user.email,
    email_verified: user.email_verified,
    connection: CONNECTION,
    user_metadata: user.user_metadata,
  },
});

/** The details of `sdu`: no e-mail address. */
export const deletionDetails = (tenant: string): Json => ({ body: { connection: CONNECTION, tenant } });

/** The details of `sapi`. */
export const apiDetails = (method: string, path: string, statusCode: number, body: Json): Json => ({
  request: { method, path, channel: 'api', ip: '192.0.2.10', auth: { strategy: 'jwt' } },
  response: { statusCode, body },
});
