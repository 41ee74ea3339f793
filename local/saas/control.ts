import type { Cloud } from '../cloud.ts';
import { FaultError, type Faults, faultOf } from './faults.ts';
import { type Call, callOf, empty, isJson, json, type SaasRequest, type SaasResponse } from './http.ts';
import type { Router } from './router.ts';
import type { Vendor } from './vendor.ts';

/** The control port refuses a call: the status says why. */
class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * `/_control/faults` (GET, PUT, DELETE), `/_control/state/<vendor>` (GET), `/_control/counters` (GET, DELETE) and
 * `/_control/<vendor>/<name>` (POST). It is for tests, the demo and the console on this machine: a request for another host, or
 * from another site's page, is refused.
 */
export class Control {
  readonly #cloud: Cloud;
  readonly #router: Router;
  readonly #faults: Faults;
  readonly #vendors: readonly Vendor[];

  constructor(cloud: Cloud, router: Router, faults: Faults, vendors: readonly Vendor[]) {
    this.#cloud = cloud;
    this.#router = router;
    this.#faults = faults;
    this.#vendors = vendors;
  }

  owns(request: SaasRequest): boolean {
    return request.url === '/_control' || request.url.startsWith('/_control/');
  }

  async handle(request: SaasRequest): Promise<SaasResponse> {
    try {
      refuseForeign(request);
      const response = await this.#route(callOf(request));
      await this.#cloud.store.committed();
      return response;
    } catch (error) {
      if (error instanceof FaultError) return json(400, { message: error.message });
      // a refusal of the control port's own, of a vendor (no such user), or of a service (no such bus)
      const refusal = error instanceof Error && 'status' in error && typeof error.status === 'number';
      if (refusal) return json(Number(error.status), { message: error.message });
      throw error;
    }
  }

  /** What the vendor holds, and its counters. */
  state(name: string, query: URLSearchParams): unknown {
    const vendor = this.#vendor(name);
    return { vendor: name, counters: this.#router.counters(name)?.read(), state: vendor.state(query) };
  }

  async run(name: string, control: string, input: Record<string, unknown>): Promise<unknown> {
    const { controls } = this.#vendor(name);
    const run = Object.hasOwn(controls, control) ? controls[control] : undefined;
    if (!run)
      throw new ControlError(404, `${name} has no control ${control}; it has ${Object.keys(controls).join(', ')}`);
    return (await run(input)) ?? {};
  }

  async #route(call: Call): Promise<SaasResponse> {
    const [, section, name] = call.path;
    if (section === 'faults') return this.#faultsRoute(call, name);
    if (section === 'counters') return this.#countersRoute(call);
    if (section === 'state' && call.method === 'GET')
      return json(
        200,
        name ? this.state(name, call.query) : this.#vendors.map((each) => this.state(each.name, call.query)),
      );
    if (section && name && call.method === 'POST') return json(200, await this.run(section, name, call.json ?? {}));
    throw new ControlError(404, `there is no ${call.method} ${call.request.url}`);
  }

  #faultsRoute(call: Call, id: string | undefined): SaasResponse {
    if (call.method === 'GET') return json(200, { faults: this.#faults.list() });
    if (call.method === 'DELETE') {
      this.#faults.clear({ id, vendor: call.query.get('vendor') ?? undefined });
      return empty();
    }
    if (call.method !== 'PUT' && call.method !== 'POST') throw new ControlError(405, 'use GET, PUT or DELETE');
    const { json: given } = call;
    if (!given) throw new ControlError(400, 'the body must be a JSON object: a fault, or {"faults": […]}');
    const list = Array.isArray(given.faults) ? given.faults.filter(isJson) : [given];
    const faults = list.map(faultOf).map((fault) => this.#faults.add(fault));
    return json(200, { faults });
  }

  #countersRoute(call: Call): SaasResponse {
    const all = this.#vendors.map(({ name }) => [name, this.#router.counters(name)] as const);
    if (call.method === 'DELETE') for (const [, counters] of all) counters?.reset();
    return json(200, Object.fromEntries(all.map(([name, counters]) => [name, counters?.read()])));
  }

  #vendor(name: string): Vendor {
    const vendor = this.#vendors.find((each) => each.name === name);
    if (!vendor)
      throw new ControlError(
        404,
        `there is no vendor ${name}; there are ${this.#vendors.map((each) => each.name).join(', ')}`,
      );
    return vendor;
  }
}

function refuseForeign({ headers }: SaasRequest): void {
  const { host, origin } = headers;
  if (host !== undefined && !LOCAL_HOST.test(host)) throw new ControlError(403, 'the control port is for this machine');
  const foreign = origin !== undefined && !LOCAL_HOST.test(origin.replace(/^https?:\/\//, ''));
  if (foreign || headers['sec-fetch-site'] === 'cross-site')
    throw new ControlError(403, 'the control port takes no request from another site');
}
