import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway, type Gateway, type GatewayOptions } from '../server.ts';
import { createWorld, type World } from './world.ts';

/** A gateway that listens, over the company's APIs in memory. */
export interface Served {
  readonly world: World;
  readonly gateway: Gateway;
  /** `http://127.0.0.1:…/graphql` */
  readonly url: string;
  close(): Promise<void>;
}

export async function serveWorld(options: Partial<GatewayOptions> = {}): Promise<Served> {
  const world = await createWorld();
  const outputFolder = mkdtempSync(join(tmpdir(), 'gateway-'));
  const gateway = await createGateway({ environment: world.environment, outputFolder, ...options });
  const url = `http://127.0.0.1:${await gateway.listen(0)}/graphql`;
  const close = async () => {
    await gateway.close();
    await world.close();
  };
  return { world, gateway, url, close };
}
