import type { Clock } from '../clock.ts';
import type { Signals } from '../signals.ts';
import type { Store } from '../store.ts';

/** A task that waits for a worker. */
export interface Offer {
  readonly token: string;
  readonly input: string;
  /** Called when a worker takes the task. */
  started(worker: string | undefined): void;
}

export interface ActivityRow {
  name: string;
  arn: string;
  created: number;
}

const POLL_MS = 60_000;

/** The activities, and the tasks that wait for their workers. Waiting tasks come back from the executions' checkpoints at a restart. */
export class Activities {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #signals: Signals;
  readonly #offers = new Map<string, Set<Offer>>();

  constructor(store: Store, clock: Clock, signals: Signals) {
    this.#store = store;
    this.#clock = clock;
    this.#signals = signals;
  }

  find(name: string): ActivityRow | undefined {
    return this.#store.get<ActivityRow>('SELECT * FROM states_activities WHERE name = ?', name);
  }

  exists(name: string): boolean {
    return this.find(name) !== undefined;
  }

  /** Offers a task; the function that is returned withdraws it. */
  offer(name: string, offer: Offer): () => void {
    const offers = this.#offers.get(name) ?? new Set<Offer>();
    this.#offers.set(name, offers.add(offer));
    this.#signals.emit(`activity:${name}`);
    return () => void offers.delete(offer);
  }

  /** Takes the oldest task, waiting up to a minute for one. */
  async take(name: string, worker: string | undefined, signal?: AbortSignal): Promise<Offer | undefined> {
    const until = this.#clock.now() + POLL_MS;
    for (;;) {
      const offers = this.#offers.get(name);
      const [first] = offers ?? [];
      if (first) {
        offers?.delete(first);
        first.started(worker);
        return first;
      }
      const left = until - this.#clock.now();
      if (left <= 0 || signal?.aborted) return undefined;
      await this.#signals.wait(`activity:${name}`, this.#clock, left, signal);
    }
  }
}
