import type { Clock } from '../clock.ts';
import { sleep } from '../clock.ts';
import type { Store } from '../store.ts';
import { Counters } from './counters.ts';
import type { Fault, Faults } from './faults.ts';
import { type Call, callOf, json, type SaasRequest, type SaasResponse } from './http.ts';
import type { Vendor } from './vendor.ts';

/** A client's patience, in the end: a call that is never answered is cut then. */
const TIMEOUT_MS = 120_000;

const HTML: SaasResponse = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html><html><head><title>Please wait</title></head><body><h1>Checking your browser</h1></body></html>',
};

const REDIRECT: SaasResponse = { status: 302, headers: { location: 'https://elsewhere.example.com/' }, body: '' };

const HUGE_BYTES = 50_000_000;

/** Made when it is asked for: it is not worth its memory otherwise. */
const huge = (): SaasResponse => json(200, { filler: 'x'.repeat(HUGE_BYTES) });

/** Brings a request to its vendor, through the faults. */
export class Router {
  readonly #clock: Clock;
  readonly #store: Store;
  readonly #faults: Faults;
  readonly #vendors: readonly Vendor[];
  readonly #counters = new Map<string, Counters>();

  constructor(clock: Clock, store: Store, faults: Faults, vendors: readonly Vendor[]) {
    this.#clock = clock;
    this.#store = store;
    this.#faults = faults;
    this.#vendors = vendors;
    for (const vendor of vendors) this.#counters.set(vendor.name, new Counters());
  }

  counters(vendor: string): Counters | undefined {
    return this.#counters.get(vendor);
  }

  /** Answers a request; what it wrote is on disk by then. `gone` fires when the client has hung up. */
  async handle(request: SaasRequest, gone?: AbortSignal): Promise<SaasResponse> {
    const call = callOf(request);
    const vendor = this.#vendors.find((each) => each.owns(call.path));
    const counters = vendor && this.#counters.get(vendor.name);
    if (!vendor || !counters) return json(404, { message: `No vendor has the path ${request.url}` });
    const inFlight = counters.begin();
    const operation = vendor.match(call)?.route.operation ?? 'unknown';
    let status = 0;
    try {
      const response = await this.#answer(vendor, counters, call, operation, inFlight, gone);
      await this.#store.committed();
      status = response.status;
      return response;
    } finally {
      counters.end(operation, status);
    }
  }

  async #answer(
    vendor: Vendor,
    counters: Counters,
    call: Call,
    operation: string,
    inFlight: number,
    gone: AbortSignal | undefined,
  ): Promise<SaasResponse> {
    const refused = vendor.admit(call, inFlight);
    if (refused) return refused;
    const fault = this.#faults.draw(vendor.name, operation);
    if (!fault) return this.#run(vendor, call);
    counters.fault(fault.kind);
    return this.#spoil(fault, vendor, call, gone);
  }

  async #run(vendor: Vendor, call: Call): Promise<SaasResponse> {
    const found = vendor.match(call);
    return found ? found.route.run(call, found.parameters) : vendor.unknown(call);
  }

  async #spoil(fault: Fault, vendor: Vendor, call: Call, gone: AbortSignal | undefined): Promise<SaasResponse> {
    switch (fault.kind) {
      case '429':
        return withRetryAfter(vendor.failure(429), fault);
      case '5xx':
        return withRetryAfter(vendor.failure(503), fault);
      case 'html':
        return HTML;
      case 'redirect':
        return REDIRECT;
      case 'huge':
        return huge();
      case 'reset':
        return { ...HTML, status: 0, abort: 'reset' };
      case 'latency':
        await sleep(this.#clock, fault.latencyMs ?? 1_000, gone);
        return this.#run(vendor, call);
      case 'commit-then-timeout':
        await this.#run(vendor, call);
        return this.#silence(fault, gone);
      case 'timeout':
        return this.#silence(fault, gone);
    }
  }

  async #silence(fault: Fault, gone: AbortSignal | undefined): Promise<SaasResponse> {
    await this.#store.committed();
    await sleep(this.#clock, fault.latencyMs ?? TIMEOUT_MS, gone);
    return { ...HTML, status: 0, abort: 'timeout' };
  }
}

function withRetryAfter(response: SaasResponse, { retryAfter }: Fault): SaasResponse {
  if (retryAfter === undefined) return response;
  return { ...response, headers: { ...response.headers, 'retry-after': String(retryAfter) } };
}
