import { LOCAL_AUTH0_SOURCE } from '../../bin/app-runtime.ts';
import { companyApis } from '../../bin/company-apis.ts';
import { Cloud, type ServiceName } from '../../local/cloud.ts';
import { StreamLog } from '../../local/dynamodb/streams/stream-log.ts';
import type { Workspace } from '../../local/lambda/runtime-bundle.ts';
import type { InProcessOptions } from '../../local/lambda/sandbox/in-process-sandbox.ts';
import { createSaas, type Saas } from '../../local/saas/server.ts';
import { createServices } from '../../local/services.ts';
import { SimulatedClock } from '../../local/simulated-clock.ts';
import { Store } from '../../local/store.ts';
import { AWS_PORT, network, VENDORS_PORT, type Weather } from './network.ts';
import type { Trace } from './trace.ts';
import { virtualFetch, virtualHttp } from './virtual-http.ts';

/** Streams have this many shards at first, so that records of different items overtake each other. */
const SHARDS = 2;
/** AWS keeps sandboxes for as long as it likes; crashes make new ones often enough. */
const SANDBOX_IDLE_MS = 6 * 3_600_000;

export interface LifeOptions {
  /** Of the store. */
  readonly file: string;
  readonly seed: number;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly workspace: Workspace;
  readonly trace: Trace;
  readonly weather?: Weather;
  readonly mutation?: Mutation;
}

/** A change of the system under test, to see that the simulation notices. */
export interface Mutation {
  /** Of a bundled handler's text. */
  readonly handler?: (source: string) => string;
  /** Of the engines, before they start. */
  readonly engines?: (cloud: Cloud) => void;
}

const COMPANY = companyApis();

/** Handlers compiled in this process, by mutation: they are the same in every life. */
const COMPILED = new Map<Mutation | undefined, NonNullable<InProcessOptions['compiled']>>();

/** One life of the process: engines and vendors over a store, on virtual time, without threads or sockets. */
export class Life {
  static readonly VENDORS = `http://127.0.0.1:${VENDORS_PORT}`;
  readonly clock: SimulatedClock;
  readonly store: Store;
  readonly cloud: Cloud;
  readonly saas: Saas;
  readonly streams: StreamLog;
  #over = false;

  constructor({ file, seed, now, workspace, trace, weather, mutation }: LifeOptions) {
    this.clock = new SimulatedClock(seed, now);
    this.store = new Store(file, 'off');
    this.cloud = new Cloud({ clock: this.clock, store: this.store });
    this.cloud.endpoint = `http://127.0.0.1:${AWS_PORT}`;
    const auth0 = { logSource: LOCAL_AUTH0_SOURCE, eventSource: LOCAL_AUTH0_SOURCE };
    this.saas = createSaas(this.cloud, { auth0, vendors: COMPANY });
    const way = network(this.cloud, this.saas, weather ?? { latencyMs: 1, lateRate: 0, lateMs: 0 }, trace);
    const inProcess = {
      modules: { ...virtualHttp(way), ...NO_FILES },
      globals: { fetch: virtualFetch(way) },
      compiled: compiledFor(mutation),
      ...(mutation?.handler && { transform: mutation.handler }),
    };
    const lambda = { isolation: 'in-process' as const, inProcess, idleMs: SANDBOX_IDLE_MS, workspace };
    this.streams = new StreamLog(this.cloud, SHARDS);
    this.cloud.add(...createServices(this.cloud, { dynamodb: { streams: this.streams }, lambda }));
    mutation?.engines?.(this.cloud);
  }

  /** Alarms are left out: they watch every minute of a year, and change nothing. */
  async start(): Promise<void> {
    for (const service of this.cloud.services()) if (service.name !== 'cloudwatch') await service.start?.();
  }

  /** As a client calls: the answer comes when what it says is on disk. */
  async call<T = Record<string, unknown>>(service: ServiceName, action: string, input: object): Promise<T> {
    const output = await this.cloud.call<T>(service, action, input);
    await this.store.committed();
    return output;
  }

  /** Runs virtual time until `until`, all that is due included. */
  async runUntil(until: number): Promise<void> {
    await this.settle();
    while (!this.#over && this.clock.advance(until)) await this.settle();
    if (!this.#over) await this.clock.runUntil(until, this.settle);
  }

  /** Runs virtual time until the work is done. @throws Error if it would never be */
  async during<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const finish = () => {
      done = true;
    };
    work.then(finish, finish);
    await this.settle();
    while (!done && this.clock.advance()) await this.settle();
    if (!done) throw new Error('it waits for something that no timer will bring');
    return work;
  }

  /** Lets everything finish that can without time passing. */
  readonly settle = async (): Promise<void> => {
    do await turn();
    while (!this.#over && this.store.pending);
  };

  /** The process is killed: nothing of it runs on, and what was not committed is gone. */
  crash(): void {
    this.#over = true;
    this.store.abandon();
  }

  async end(): Promise<void> {
    this.#over = true;
    await this.cloud.stop();
    await this.saas.close();
    this.store.close();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function compiledFor(mutation: Mutation | undefined): NonNullable<InProcessOptions['compiled']> {
  const known = COMPILED.get(mutation) ?? new Map();
  COMPILED.set(mutation, known);
  return known;
}

/** The SDK looks for a profile on disk; Lambda has none, and waiting for a disk would make a run depend on the machine. */
const noFile = async (path: unknown): Promise<never> => {
  throw Object.assign(new Error(`ENOENT: no such file or directory, open '${String(path)}'`), { code: 'ENOENT' });
};
const NO_FILES = { 'node:fs/promises': { readFile: noFile }, 'fs/promises': { readFile: noFile } };
