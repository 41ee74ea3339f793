import { resolve } from 'node:path';
import { fillInKeys, LOCAL_AUTH0_SOURCE, localSettings, offerEventSource } from '../../bin/app-runtime.ts';
import { companyApis } from '../../bin/company-apis.ts';
import { synthesise } from '../../bin/synth.ts';
import { sleep } from '../../local/clock.ts';
import { Cloud } from '../../local/cloud.ts';
import { AwsError } from '../../local/errors.ts';
import { createSaas, type Saas } from '../../local/saas/server.ts';
import { createServices } from '../../local/services.ts';
import { SimulatedClock } from '../../local/simulated-clock.ts';
import { Store } from '../../local/store.ts';
import { deployAssembly } from '../../local/template/deploy.ts';
import { jsonProtocol } from '../../local/wire/json-protocol.ts';
import type { WireRequest } from '../../local/wire/protocol.ts';
import { restProtocol } from '../../local/wire/rest-protocol.ts';
import { Surroundings } from '../simulation/surroundings.ts';
import type { HttpAnswer, HttpRequest, Network } from '../simulation/virtual-http.ts';

const [AWS_PORT, VENDORS_PORT] = [4566, 4567];

export interface VirtualWorldOptions {
  /** The most that a request takes to its destination, and an answer back. */
  readonly latencyMs?: number;
  /** Changes a bundled handler's text: how a guard is taken away. */
  readonly transform?: (source: string) => string;
}

/** The synthesised app with alarms, metrics and schedules, its functions and vendors, in this process on virtual time. */
export class VirtualWorld {
  readonly clock: SimulatedClock;
  readonly cloud: Cloud;
  readonly saas: Saas;

  readonly #latencyMs: number;

  constructor(seed: number, { latencyMs = 0, transform }: VirtualWorldOptions = {}) {
    this.#latencyMs = latencyMs;
    this.clock = new SimulatedClock(seed, Date.UTC(2026, 0, 1));
    this.cloud = new Cloud({ clock: this.clock, store: new Store() });
    this.cloud.endpoint = `http://127.0.0.1:${AWS_PORT}`;
    this.saas = createSaas(this.cloud, {
      auth0: { logSource: LOCAL_AUTH0_SOURCE, eventSource: LOCAL_AUTH0_SOURCE },
      vendors: companyApis(),
    });
    const surroundings = new Surroundings(transform);
    surroundings.enter(this.clock, this.network);
    const lambda = { isolation: 'in-process' as const, inProcess: surroundings.inProcess };
    this.cloud.add(...createServices(this.cloud, { lambda }));
  }

  /** @param folder for the synthesised template */
  async start(folder: string): Promise<void> {
    const { cloud } = this;
    const place = { cloud, saasEndpoint: `http://127.0.0.1:${VENDORS_PORT}` };
    const assembly = await synthesise(resolve(import.meta.dirname, '../..'), folder, localSettings(place));
    await cloud.start();
    await offerEventSource({ cloud });
    await this.during(deployAssembly(cloud, assembly).then(() => fillInKeys({ cloud })));
  }

  async end(): Promise<void> {
    await this.cloud.stop();
    await this.saas.close();
    this.cloud.store.close();
  }

  /** Lets virtual time pass. */
  pass(ms: number): Promise<void> {
    return this.clock.runUntil(this.clock.now() + ms);
  }

  /** Lets virtual time pass until the work is done. */
  async during<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const finish = () => {
      done = true;
    };
    work.then(finish, finish);
    while (!done) await this.pass(100);
    return work;
  }

  /** A call of Algolia's API. */
  async algolia(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const headers = { 'x-algolia-application-id': 'LOCALAPP', 'x-algolia-api-key': 'local-admin-key' };
    const text = body ? JSON.stringify(body) : '';
    const answer = await this.saas.handle({ method, url: `/1/indexes/${path}`, headers, body: text });
    return JSON.parse(answer.body) as Record<string, unknown>;
  }

  /** Brings a request to the engines or the vendors. */
  readonly network: Network = async (request, gone) => {
    await this.#travel();
    const answer = await (request.port === VENDORS_PORT ? this.#vendors(request, gone) : this.#aws(request));
    await this.#travel();
    return answer;
  };

  async #travel(): Promise<void> {
    if (this.#latencyMs) await sleep(this.clock, this.clock.random() * this.#latencyMs);
  }

  async #vendors({ method, url, headers, body }: HttpRequest, gone: AbortSignal): Promise<HttpAnswer> {
    const answer = await this.saas.handle({ method, url, headers, body }, gone);
    if (answer.abort) throw new Error(answer.abort);
    return answer;
  }

  /** What the wire does with a request, without its port. */
  async #aws({ method, url, headers, body }: HttpRequest): Promise<HttpAnswer> {
    const request: WireRequest = { method, url, headers, body: Buffer.from(body) };
    const protocol = jsonProtocol.speaks(request) ? jsonProtocol : restProtocol;
    const { requestId } = this.cloud.context();
    try {
      const call = protocol.read(request);
      const output = await this.cloud.call(call.service, call.action, call.input as object, { requestId });
      await this.cloud.store.committed();
      return plain(call.answer(output, requestId));
    } catch (error) {
      if (error instanceof AwsError) return plain(protocol.refuse(error, requestId, request));
      throw error;
    }
  }
}

function plain({ status, headers: flat, body }: ReturnType<typeof jsonProtocol.refuse>): HttpAnswer {
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) throw new Error('no handler asks for a streamed answer');
  const names = flat.filter((_, index) => index % 2 === 0);
  return {
    status,
    headers: Object.fromEntries(names.map((name, n) => [name.toLowerCase(), flat[2 * n + 1] ?? ''])),
    body,
  };
}
