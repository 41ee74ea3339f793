import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { followChanges, sqsQueue } from '../gateway/changes/follow.ts';
import type { Handler } from '../gateway/server/handler-options.ts';
import { createGateway } from '../gateway/server.ts';
import { sources } from '../gateway/sources/index.ts';
import type { Runtime } from '../local/runtime.ts';
import { clientSettings } from './client-settings.ts';
import { stackOutputs } from './outputs.ts';

/** What answers behind the gateway's port. */
export interface GatewayEngines {
  readonly handle: Handler;
  close(): Promise<void>;
}

export interface GatewayEnginesOptions {
  /** Of the page that may call. */
  readonly pageOrigin: string;
  /** Where the plans are written; a folder of the system's if absent. */
  readonly dataDir: string | undefined;
  /** Of the visitors' tokens. */
  readonly audience: string;
}

/** Which output of the stack each of the gateway's sources is found by. */
const SOURCES = {
  INVENTORY_URL: 'ApisInventory',
  PROVIDERS_URL: 'ApisProviders',
  SHORTLISTS_URL: 'ApisShortlists',
  COMMS_URL: 'ApisComms',
} as const;

/** Builds the gateway for the stack that is deployed now, and follows the changes that its pages watch. */
export async function loadGateway(runtime: Runtime, options: GatewayEnginesOptions): Promise<GatewayEngines> {
  const { pageOrigin, dataDir, audience } = options;
  const outputs = await stackOutputs(runtime.endpoint);
  const urls = Object.entries(SOURCES).map(([variable, output]) => [variable, outputs.get(output)]);
  const scratch = dataDir ? undefined : mkdtempSync(join(tmpdir(), 'penstock-gateway-'));
  const gateway = await createGateway({
    outputFolder: scratch ?? join(dataDir ?? '', 'gateway'),
    environment: { ...Object.fromEntries(urls), GHOST_URL: runtime.saasEndpoint },
    allowedOrigins: [pageOrigin],
    auth: {
      issuer: 'https://penstock.eu.auth0.com/',
      audience,
      jwksUrl: `${runtime.saasEndpoint}/.well-known/jwks.json`,
    },
    onCall: ({ source, operation, failure, cause }) =>
      failure !== undefined && console.error(`gateway: ${source}.${operation}: ${failure}`, cause),
    onFault: ({ requestId, path, cause }) =>
      console.error(`gateway: request ${requestId} failed${path ? ` at ${path.join('.')}` : ''}:`, cause),
  });
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
    if (scratch) rmSync(scratch, { recursive: true, force: true });
  };
  return { handle: gateway.handle, close };
}
