import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { followChanges, sqsQueue } from '../gateway/changes/follow.ts';
import { createGateway } from '../gateway/server.ts';
import { sources } from '../gateway/sources/index.ts';
import type { Runtime } from '../local/runtime.ts';
import { clientSettings } from './client-settings.ts';
import { stackOutputs } from './outputs.ts';

/** The gateway with its full surface: GraphiQL, and any operation besides the registered ones. */
export interface LocalGateway {
  /** `http://127.0.0.1:4568/graphql` */
  readonly url: string;
  close(): Promise<void>;
}

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
export async function startGateway(runtime: Runtime, port: number, dataDir: string | undefined): Promise<LocalGateway> {
  const outputs = await stackOutputs(runtime.endpoint);
  const urls = Object.entries(SOURCES).map(([variable, output]) => [variable, outputs.get(output)]);
  const gateway = await createGateway({
    outputFolder: dataDir ? join(dataDir, 'gateway') : mkdtempSync(join(tmpdir(), 'penstock-gateway-')),
    environment: { ...Object.fromEntries(urls), GHOST_URL: runtime.saasEndpoint },
    auth: {
      issuer: 'https://penstock.eu.auth0.com/',
      audience: 'https://gateway.penstock.local',
      jwksUrl: `${runtime.saasEndpoint}/.well-known/jwks.json`,
    },
    onCall: ({ source, operation, failure, cause }) =>
      failure !== undefined && console.error(`gateway: ${source}.${operation}: ${failure}`, cause),
  });
  const listening = await gateway.listen(port);
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
    await gateway.close();
  };
  return { url: `http://127.0.0.1:${listening}/graphql`, close };
}
