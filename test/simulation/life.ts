import { LOCAL_AUTH0_SOURCE } from '../../bin/app-runtime.ts';
import { companyApis } from '../../bin/company-apis.ts';
import { Cloud, type ServiceName } from '../../local/cloud.ts';
import { StreamLog } from '../../local/dynamodb/streams/stream-log.ts';
import type { Workspace } from '../../local/lambda/runtime-bundle.ts';
import { createSaas, type Saas } from '../../local/saas/server.ts';
import { createServices } from '../../local/services.ts';
import { SimulatedClock } from '../../local/simulated-clock.ts';
import { Store } from '../../local/store.ts';
import { AWS_PORT, CALM, network, VENDORS_PORT, type Weather } from './network.ts';
import type { Surroundings } from './surroundings.ts';
import type { Trace } from './trace.ts';
import type { Network } from './virtual-http.ts';

/** Streams have this many shards at first, so that records of different items overtake each other. */
const SHARDS = 2;
/** AWS keeps sandboxes for as long as it likes; crashes make new ones often enough. */
const SANDBOX_IDLE_MS = 6 * 3_600_000;

/** What looks now and then, in case a signal got lost, does so seldom: then iterators expire meanwhile, and a lost signal is noticed. */
const SELDOM_MS = 6 * 3_600_000;

/** AWS reads a shard four times a second; in one life of four, it is read as soon as a record is there. */
const GATHER_MS = 250;

/** AWS does not say how often a pipe tries again. A minute apart, the attempts during outages would be most of what a year costs. */
const LONGEST_DELAY_MS = 10 * 60_000;

export interface LifeOptions {
  readonly store: Store;
  readonly seed: number;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly workspace: Workspace;
  readonly trace: Trace;
  readonly weather?: Weather;
  readonly surroundings: Surroundings;
  readonly mutation?: Mutation;
  /** Hears of an engine or a stand-in that failed as none should; it is thrown past everybody unless given. */
  readonly onFault?: (error: unknown) => void;
  /** Hears of each call of a handler to an engine that succeeded. */
  readonly onCall?: (action: string, input: object) => void;
}

/** A change of the system under test, to see that the simulation notices. */
export interface Mutation {
  /** Of a bundled handler's text. */
  readonly handler?: (source: string) => string;
  /** Of the engines, before they start. */
  readonly engines?: (cloud: Cloud) => void;
}

const COMPANY = companyApis();

/** One life of the process: engines and vendors over a store, on virtual time, without threads or sockets. */
export class Life {
  static readonly VENDORS = `http://127.0.0.1:${VENDORS_PORT}`;
  readonly clock: SimulatedClock;
  readonly store: Store;
  readonly cloud: Cloud;
  readonly saas: Saas;
  readonly streams: StreamLog;
  /** The way from handlers, and from operators, to engines and vendors. */
  readonly network: Network;
  #over = false;

  constructor({
    store,
    seed,
    now,
    workspace,
    trace,
    weather,
    surroundings,
    mutation,
    onFault = rethrow,
    onCall = () => undefined,
  }: LifeOptions) {
    this.clock = new SimulatedClock(seed, now);
    this.store = store;
    this.cloud = new Cloud({ clock: this.clock, store: this.store, observed: false });
    this.cloud.endpoint = `http://127.0.0.1:${AWS_PORT}`;
    const auth0 = { logSource: LOCAL_AUTH0_SOURCE, eventSource: LOCAL_AUTH0_SOURCE };
    this.saas = createSaas(this.cloud, { auth0, vendors: COMPANY });
    this.network = network(this.cloud, this.saas, weather ?? CALM, trace, onFault, onCall);
    surroundings.enter(this.clock, this.network);
    const inProcess = { ...surroundings.inProcess, silent: true };
    const lambda = { isolation: 'in-process' as const, inProcess, idleMs: SANDBOX_IDLE_MS, workspace };
    this.streams = new StreamLog(this.cloud, SHARDS);
    const dynamodb = { streams: this.streams, trimEveryMs: SELDOM_MS };
    this.cloud.add(
      ...createServices(this.cloud, {
        dynamodb,
        lambda,
        pipes: { slowPollMs: SELDOM_MS, gatherMs: seed % 4 ? GATHER_MS : 0, longestDelayMs: LONGEST_DELAY_MS },
      }),
    );
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
    for (;;) {
      await turn();
      if (this.#over || !this.store.pending) return;
      this.store.flush();
    }
  };

  /** The process is killed: nothing of it runs on, and what was not committed is gone. The next life gets the store that is returned. */
  crash(): Store {
    this.#over = true;
    return new Store(this.store.abandon());
  }

  async end(): Promise<void> {
    this.#over = true;
    await this.cloud.stop();
    await this.saas.close();
    this.store.close();
  }
}

const rethrow = (error: unknown): never => {
  throw error;
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
