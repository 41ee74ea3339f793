import { join } from 'node:path';
import { type Clock, SystemClock } from './clock.ts';
import { Cloud } from './cloud.ts';
import type { SaasOptions } from './saas/options.ts';
import { createSaas } from './saas/server.ts';
import { createServices } from './services.ts';
import { type Durability, Store } from './store.ts';
import type { StoreError } from './store-errors.ts';
import { createWire } from './wire/server.ts';

export interface RuntimeOptions {
  /** Port of the AWS endpoint; the vendors' stand-ins listen on the next one. 0: any free ports. */
  readonly port: number;
  /** Folder of the data; without it they live in memory and end with the process. */
  readonly dataDir?: string;
  readonly durability?: Durability;
  readonly region?: string;
  readonly account?: string;
  readonly clock?: Clock;
  /** Partner event source on which the Auth0 stand-in emits. */
  readonly auth0EventSource?: string;
  /** Further stand-ins, beside those of the vendors. */
  readonly vendors?: SaasOptions['vendors'];
  /** Hears that the data folder takes no more writes: the runtime is then to be ended and started again. */
  readonly onFault?: (fault: StoreError) => void;
}

export interface Runtime {
  readonly cloud: Cloud;
  /** Of the AWS services: give it to an SDK as `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  /** Of the stand-ins for Algolia, Mailchimp, Auth0 and Ghost. */
  readonly saasEndpoint: string;
  /** Resumes what was in flight in the data folder: executions, pipes, timers. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** The port is taken; the message says what to do. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';

  constructor(port: number, cause: unknown) {
    super(`port ${port} is in use: end the other process, or choose another with --port`, { cause });
  }
}

/** Starts the engines and their two ports. Nothing is resumed yet: see `resume`. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const clock = options.clock ?? new SystemClock();
  const store = options.dataDir
    ? new Store(join(options.dataDir, 'penstock.sqlite'), options.durability)
    : new Store(':memory:', 'off', clock);
  if (options.onFault) store.onFault(options.onFault);
  const { region, account } = options;
  const cloud = new Cloud({ clock, store, region, account });
  cloud.add(...createServices(cloud));
  const wire = createWire(cloud);
  const source = options.auth0EventSource;
  const saas = createSaas(cloud, {
    ...(source && { auth0: { logSource: source, eventSource: source } }),
    ...(options.vendors && { vendors: options.vendors }),
  });
  const close = async () => {
    await wire.close();
    await saas.close();
    await cloud.stop();
    store.close();
  };
  try {
    await listen(wire, options.port);
    await listen(saas, options.port && options.port + 1);
  } catch (error) {
    await close();
    throw error;
  }
  return { cloud, endpoint: cloud.endpoint, saasEndpoint: saas.endpoint, resume: () => cloud.start(), close };
}

async function listen(server: { listen(port: number): Promise<unknown> }, port: number): Promise<void> {
  try {
    await server.listen(port);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? new PortInUseError(port, error) : error;
  }
}
