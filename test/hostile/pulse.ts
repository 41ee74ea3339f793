/** Pings the runtime all the time, to see whether something keeps it from serving others. */
export class Pulse {
  readonly #url: string;
  readonly #running: Promise<void>;
  #over = false;
  #worstMs = 0;

  constructor(endpoint: string) {
    this.#url = `${endpoint}/_penstock/health`;
    this.#running = this.#beat();
  }

  /** The longest that a ping waited since the last call, less what this process itself was held up. */
  takeWorstMs(): number {
    const worst = this.#worstMs;
    this.#worstMs = 0;
    return Math.round(worst);
  }

  async end(): Promise<void> {
    this.#over = true;
    await this.#running;
  }

  async #beat(): Promise<void> {
    while (!this.#over) {
      const ownLag = lag();
      const begin = performance.now();
      await (await fetch(this.#url)).arrayBuffer();
      this.#worstMs = Math.max(this.#worstMs, performance.now() - begin - (await ownLag));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** How much later than asked a timer comes in this process. */
function lag(): Promise<number> {
  const begin = performance.now();
  return new Promise((resolve) => setTimeout(() => resolve(Math.max(0, performance.now() - begin - 5)), 5));
}
