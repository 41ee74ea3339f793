import type { Cloud } from '../cloud.ts';
import type { StoredMessage } from './message-rows.ts';
import type { Messages } from './messages.ts';
import type { Queue } from './queues.ts';

/** A long poll that waits for messages. */
export interface Poll {
  readonly waitMs: number;
  /** Of the request: whoever has left is given no messages. */
  readonly signal?: AbortSignal | undefined;
  /** Takes what there is for this poll. */
  claim(): StoredMessage[];
}

interface Place extends Poll {
  /** Ends the wait, with messages or with why there can be none. */
  leave(outcome: StoredMessage[] | { readonly error: unknown }): void;
}

/**
 * The long polls of a queue, in the order in which they came: a message wakes the first alone, since a thousand that all look for it
 * would hold up everything else.
 */
export class WaitingLine {
  readonly #cloud: Cloud;
  readonly #queue: Queue;
  readonly #messages: Messages;
  readonly #places = new Set<Place>();
  #unsubscribe: (() => void) | undefined;
  /** Ends the wait for the next message to become visible. */
  #disarm: (() => void) | undefined;

  constructor(cloud: Cloud, queue: Queue, messages: Messages) {
    this.#cloud = cloud;
    this.#queue = queue;
    this.#messages = messages;
  }

  /** Resolves with what was claimed, or with nothing when the time is over, the client has left or the queue is gone. */
  wait(poll: Poll): Promise<StoredMessage[]> {
    if (poll.signal?.aborted) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const giveUp = () => place.leave([]);
      const timer = this.#cloud.clock.setTimer(poll.waitMs, giveUp);
      const leave: Place['leave'] = (outcome) => {
        timer.cancel();
        poll.signal?.removeEventListener('abort', giveUp);
        this.#places.delete(place);
        if (this.#places.size === 0) this.#close();
        if (Array.isArray(outcome)) resolve(outcome);
        else reject(outcome.error);
      };
      const place: Place = { ...poll, leave };
      poll.signal?.addEventListener('abort', giveUp);
      this.#places.add(place);
      this.#open();
    });
  }

  /** The first poll wakes the line up; what becomes visible later must be looked for again. */
  #open(): void {
    this.#unsubscribe ??= this.#cloud.signals.on(this.#queue.topic, () => this.#serve());
    if (!this.#disarm) this.#arm();
  }

  #close(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#disarm?.();
    this.#disarm = undefined;
  }

  /** Serves one after the other until there is nothing left. */
  #serve(): void {
    for (const place of this.#places) {
      const outcome = this.#claim(place);
      if (Array.isArray(outcome) && outcome.length === 0 && !this.#queue.deleted) break;
      place.leave(outcome);
    }
    this.#arm();
  }

  #claim(place: Place): StoredMessage[] | { readonly error: unknown } {
    try {
      return this.#queue.deleted ? [] : place.claim();
    } catch (error) {
      return { error };
    }
  }

  #arm(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    const next = this.#places.size ? this.#messages.nextVisibleAt(this.#queue) : undefined;
    if (next === undefined) return;
    const { clock } = this.#cloud;
    const timer = clock.setTimer(Math.max(1, next - clock.now()), () => this.#serve());
    this.#disarm = () => timer.cancel();
  }
}
