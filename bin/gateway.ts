import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { followChanges, sqsQueue } from '../gateway/changes/follow.ts';
import { servePage } from '../gateway/example/serve.ts';
import { createGateway } from '../gateway/server.ts';
import { sources } from '../gateway/sources/index.ts';
import type { Runtime } from '../local/runtime.ts';
import { clientSettings } from './client-settings.ts';
import { stackOutputs } from './outputs.ts';

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

/** Which output of the stack each of the gateway's sources is found by. */
const SOURCES = {
  INVENTORY_URL: 'ApisInventory',
  PROVIDERS_URL: 'ApisProviders',
  SHORTLISTS_URL: 'ApisShortlists',
  COMMS_URL: 'ApisComms',
} as const;

/**
 * Serves the gateway over the APIs that the template deployed here. The deployed one, a Lambda function, runs beside it, as on
 * AWS; it takes registered operations alone.
 */
export async function startGateway(runtime: Runtime, options: LocalGatewayOptions): Promise<LocalGateway> {
  const { port, pagePort, dataDir } = options;
  const outputs = await stackOutputs(runtime.endpoint);
  const urls = Object.entries(SOURCES).map(([variable, output]) => [variable, outputs.get(output)]);
  let url = '';
  const page = await servePage(pagePort, async () => ({ gateway: url, token: await visitorToken(runtime) }));
  const scratch = mkdtempSync(join(tmpdir(), 'penstock-gateway-'));
  const gateway = await createGateway({
    outputFolder: dataDir ? join(dataDir, 'gateway') : scratch,
    environment: { ...Object.fromEntries(urls), GHOST_URL: runtime.saasEndpoint },
    allowedOrigins: [page.origin],
    auth: {
      issuer: 'https://penstock.eu.auth0.com/',
      audience: AUDIENCE,
      jwksUrl: `${runtime.saasEndpoint}/.well-known/jwks.json`,
    },
    onCall: ({ source, operation, failure, cause }) =>
      failure !== undefined && console.error(`gateway: ${source}.${operation}: ${failure}`, cause),
  });
  url = `http://127.0.0.1:${await gateway.listen(port)}/graphql`;
  const client = new SQSClient(clientSettings(runtime.endpoint));
  const following = followChanges({
    queue: sqsQueue(client, outputs.get('GatewayChangesUrl')),
    sources,
    publish: ({ topic, key }) => gateway.publish(topic, key),
    report: (problem, cause) => console.error(`gateway: ${problem}`, ...(cause === undefined ? [] : [cause])),
  });
  const close = async () => {
    await following.close();
    client.destroy();
    await page.close();
    await gateway.close();
    rmSync(scratch, { recursive: true, force: true });
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
