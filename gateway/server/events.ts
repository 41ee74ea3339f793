/** Who watches what, within this process. What feeds it (see `changes/`) calls `publish` with the key of what changed. */
export interface Events {
  publish(topic: string, key: string): void;
  /** A value at once, and one whenever something was published since the last; what comes while nobody asks is one. */
  watch(topic: string, key: string): AsyncIterableIterator<undefined>;
  /** Watchers at this moment. */
  readonly watchers: number;
}

/** More than these are refused: each holds a connection and looks again with every change. */
const MOST_WATCHERS = 10_000;

export class TooManyWatchers extends Error {
  override readonly name = 'TooManyWatchers';
}

export function createEvents(most = MOST_WATCHERS): Events {
  const places = new Map<string, Set<Watcher>>();
  let open = 0;
  return {
    get watchers() {
      return open;
    },
    publish: (topic, key) => {
      for (const watcher of places.get(placeOf(topic, key)) ?? []) watcher.tell();
    },
    watch: (topic, key) => {
      if (open >= most) throw new TooManyWatchers(`${most} watchers`);
      const place = placeOf(topic, key);
      const here = places.get(place) ?? new Set();
      places.set(place, here);
      const watcher = new Watcher(() => {
        open--;
        here.delete(watcher);
        if (here.size === 0) places.delete(place);
      });
      here.add(watcher);
      open++;
      return watcher;
    },
  };
}

const placeOf = (topic: string, key: string): string => `${topic} ${key}`;

/**
 * Holds no queue: an event says only "look again", so however many came since the last look, one look answers them all.
 * It begins with a value, since something may have changed between a page's query and its subscription.
 */
class Watcher implements AsyncIterableIterator<undefined> {
  private readonly leave: () => void;
  private changed = true;
  private ended = false;
  private wake: ((result: IteratorResult<undefined>) => void) | undefined;

  constructor(leave: () => void) {
    this.leave = leave;
  }

  tell(): void {
    const { wake } = this;
    this.wake = undefined;
    if (wake) wake({ done: false, value: undefined });
    else this.changed = true;
  }

  next(): Promise<IteratorResult<undefined>> {
    if (this.ended) return Promise.resolve({ done: true, value: undefined });
    if (!this.changed)
      return new Promise((resolve) => {
        this.wake = resolve;
      });
    this.changed = false;
    return Promise.resolve({ done: false, value: undefined });
  }

  return(): Promise<IteratorResult<undefined>> {
    if (!this.ended) this.leave();
    this.ended = true;
    this.wake?.({ done: true, value: undefined });
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
