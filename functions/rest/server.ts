import type { Server } from 'node:http';
import { asServer } from './adapters.ts';
import { commsRoutes, type Messages } from './comms.ts';
import type { RestHandler } from './http.ts';
import type { Identify } from './identity.ts';
import { type InventoryReads, inventoryRoutes } from './inventory.ts';
import { type ProviderReads, providerRoutes } from './providers.ts';
import { router } from './router.ts';
import { type Shortlists, shortlistRoutes } from './shortlists.ts';

export interface RestApis {
  readonly inventory: InventoryReads;
  readonly providers: ProviderReads;
  readonly shortlists: Shortlists;
  readonly messages: Messages;
  readonly identify: Identify;
  /** Told of what was nobody's intention; the caller sees a 500 without its text. */
  readonly report?: (error: unknown) => void;
  readonly now?: () => Date;
}

/** The company's own APIs, each under its name: `/inventory/items`, `/providers/providers`, `/shortlists/shortlists`, `/comms/messages`. */
export function restHandlers(
  apis: RestApis,
): Readonly<Record<'inventory' | 'providers' | 'shortlists' | 'comms', RestHandler>> {
  const clock = apis.now ? { now: apis.now } : {};
  return {
    inventory: router(inventoryRoutes(apis.inventory), apis.report),
    providers: router(providerRoutes(apis.providers), apis.report),
    shortlists: router(
      shortlistRoutes({ shortlists: apis.shortlists, identify: apis.identify, ...clock }),
      apis.report,
    ),
    comms: router(commsRoutes({ messages: apis.messages, identify: apis.identify, ...clock }), apis.report),
  };
}

/** All of them on one port, for one machine. */
export function createRestServer(apis: RestApis): Server {
  const handlers: Readonly<Record<string, RestHandler>> = restHandlers(apis);
  return asServer(async (request) => {
    const [, name = '', ...rest] = request.path.split('/');
    const handle = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
    return handle
      ? handle({ ...request, path: `/${rest.join('/')}` })
      : { status: 404, body: { status: 404, detail: 'There is nothing here.' } };
  }, apis.report);
}
