import { once } from '../functions/once.ts';
import { servePage } from '../gateway/example/serve.ts';
import { refusal } from '../gateway/server/exchange.ts';
import type { Handler } from '../gateway/server/handler-options.ts';
import { closeServer, createNodeServer, listenOn, MOST_BYTES } from '../gateway/server/node.ts';
import type { Runtime } from '../local/runtime.ts';
import type { GatewayEngines } from './gateway-engines.ts';

/** The gateway with its full surface (GraphiQL, any operation besides the registered ones), and a page that uses it. */
export interface LocalGateway {
  /** `http://127.0.0.1:4568/graphql` */
  readonly url: string;
  /** The Shortlist page: `http://127.0.0.1:4570/` */
  readonly page: string;
  close(): Promise<void>;
}

export interface LocalGatewayOptions {
  readonly port: number;
  readonly pagePort: number;
  /** Where the plans are written; a folder of the system's if absent. */
  readonly dataDir?: string | undefined;
}

const AUDIENCE = 'https://gateway.penstock.local';

/**
 * Serves the gateway over the APIs that the template deployed here. The deployed one, a Lambda function, runs beside it, as on
 * AWS; it takes registered operations alone.
 *
 * The ports are taken at once, the engines loaded at the first request: they are as much code as all the rest of the runtime
 * together, and a runtime that nobody asks for pages shall be there as fast, and be as small, as it can.
 */
export async function startGateway(runtime: Runtime, options: LocalGatewayOptions): Promise<LocalGateway> {
  const { port, pagePort, dataDir } = options;
  let url = '';
  const page = await servePage(pagePort, async () => ({ gateway: url, token: await visitorToken(runtime) }));
  let loaded: GatewayEngines | undefined;
  const engines = once(async () => {
    const { loadGateway } = await import('./gateway-engines.ts');
    loaded = await loadGateway(runtime, { pageOrigin: page.origin, dataDir, audience: AUDIENCE });
    return loaded;
  });
  const handle: Handler = async (request) => {
    try {
      await engines();
    } catch (error) {
      console.error('gateway: it could not be loaded:', error);
      return refusal(500, 'The gateway could not be loaded.', 'INTERNAL_SERVER_ERROR');
    }
    return (await engines()).handle(request);
  };
  const server = createNodeServer(handle, MOST_BYTES);
  url = `http://127.0.0.1:${await listenOn(server, port)}/graphql`;
  const close = async () => {
    await page.close();
    await closeServer(server);
    await loaded?.close();
  };
  return { url, page: `${page.origin}/`, close };
}

/** What Auth0's SDK gets for a visitor who has signed in. */
async function visitorToken({ saasEndpoint }: Runtime): Promise<string> {
  const response = await fetch(`${saasEndpoint}/_control/auth0/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sub: 'auth0|visitor', aud: AUDIENCE }),
  });
  const { token }: { token: string } = await response.json();
  return token;
}
