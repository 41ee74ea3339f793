import crypto from 'node:crypto';
import { type Clock, type Timer, uuid } from '../../local/clock.ts';
import { type CompiledTexts, HandlerModules } from '../../local/lambda/sandbox/handler-modules.ts';
import type { InProcessOptions } from '../../local/lambda/sandbox/in-process-sandbox.ts';
import { KeptSandboxes } from '../../local/lambda/sandbox/kept-sandboxes.ts';
import type { HttpRequest, Network } from './virtual-http.ts';
import { virtualFetch, virtualHttp } from './virtual-http.ts';

type Transform = (source: string) => string;

/** Handlers compiled in this process, by mutation. */
const COMPILED = new Map<Transform | undefined, CompiledTexts>();

function compiledWith(transform: Transform | undefined): CompiledTexts {
  const compiled = COMPILED.get(transform) ?? new Map();
  COMPILED.set(transform, compiled);
  return compiled;
}

/**
 * What surrounds handlers: time, chance and network, which are those of the life that goes on at the moment. It serves one seed after the
 * other, since the libraries that are loaded in it are compiled and optimised by then; of what the team wrote, nothing outlives a seed.
 */
export class Surroundings implements Clock {
  readonly kept = new KeptSandboxes();
  readonly inProcess: InProcessOptions;
  #clock: Clock | undefined;
  #network: Network | undefined;

  /** @param transform changes a bundled handler's text: how a guard is taken away */
  constructor(transform?: Transform) {
    const network: Network = (request: HttpRequest, gone: AbortSignal) => this.#present(this.#network)(request, gone);
    const compiled = compiledWith(transform);
    this.inProcess = {
      clock: this,
      kept: this.kept,
      handlers: new HandlerModules({ compiled, ...(transform && { transform }) }),
      modules: { ...virtualHttp(network), ...this.#crypto(), ...NO_FILES },
      globals: { fetch: virtualFetch(network) },
    };
  }

  /** Those of one seed after the other, with the same change of the handlers. */
  static ofSeeds(transform?: Transform): Surroundings {
    const known = OF_SEEDS.get(transform) ?? new Surroundings(transform);
    OF_SEEDS.set(transform, known);
    known.kept.forget();
    return known;
  }

  /** A life begins. */
  enter(clock: Clock, network: Network): void {
    this.#clock = clock;
    this.#network = network;
  }

  now(): number {
    return this.#present(this.#clock).now();
  }

  setTimer(delayMs: number, run: () => void): Timer {
    return this.#present(this.#clock).setTimer(delayMs, run);
  }

  random(): number {
    return this.#present(this.#clock).random();
  }

  bytes(count: number): Buffer {
    return this.#present(this.#clock).bytes(count);
  }

  #present<T>(it: T | undefined): T {
    if (it === undefined) throw new Error('no life has begun');
    return it;
  }

  /** Request ids and idempotency tokens of the SDK are drawn from the seed too. */
  #crypto(): Record<string, unknown> {
    const drawn = { ...crypto, randomUUID: () => uuid(this), randomBytes: (count: number) => this.bytes(count) };
    const module = { ...drawn, default: drawn };
    return { crypto: module, 'node:crypto': module };
  }
}

const OF_SEEDS = new Map<Transform | undefined, Surroundings>();

/** The SDK looks for a profile on disk; Lambda has none, and waiting for a disk would make a run depend on the machine. */
const noFile = async (path: unknown): Promise<never> => {
  throw Object.assign(new Error(`ENOENT: no such file or directory, open '${String(path)}'`), { code: 'ENOENT' });
};
const NO_FILES = { 'node:fs/promises': { readFile: noFile }, 'fs/promises': { readFile: noFile } };
