import { type Clock, type Timer, uuid } from '../../clock.ts';

/** The globals by which code tells time and draws lots, on the given clock: with the same seed they give the same answers. */
export function virtualGlobals(clock: Clock): Record<string, unknown> {
  const started = clock.now();
  return {
    Date: clockDate(clock),
    Math: Object.create(Math, { random: { value: () => clock.random() } }),
    performance: replacing(performance, { now: () => clock.now() - started, timeOrigin: started }),
    crypto: replacing(crypto, { randomUUID: () => uuid(clock), getRandomValues: fillWith(clock) }),
    AbortSignal: replacing(AbortSignal, { timeout: (ms: number) => abortAfter(clock, ms) }),
    ...timers(clock),
  };
}

function timers(clock: Clock): Record<string, unknown> {
  type Run = (...args: unknown[]) => void;
  return {
    setTimeout: (run: Run, ms = 0, ...args: unknown[]) => new Timeout(clock.setTimer(ms, () => run(...args))),
    setInterval: (run: Run, ms = 0, ...args: unknown[]) =>
      new Timeout(every(clock, Math.max(1, ms), () => run(...args))),
    clearTimeout: clear,
    clearInterval: clear,
  };
}

/** `crypto.getRandomValues`, on the clock. */
const fillWith =
  (clock: Clock) =>
  <T extends ArrayBufferView>(array: T): T => {
    const { buffer, byteOffset, byteLength } = array;
    new Uint8Array(buffer, byteOffset, byteLength).set(clock.bytes(byteLength));
    return array;
  };

/** What `setTimeout` gives. */
class Timeout {
  readonly timer: Timer;

  constructor(timer: Timer) {
    this.timer = timer;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/** What is no timer is passed over, as Node does: the AWS SDK clears -1. */
function clear(timeout: unknown): void {
  if (timeout instanceof Timeout) timeout.timer.cancel();
}

function every(clock: Clock, ms: number, run: () => void): Timer {
  const again = () => {
    timer = clock.setTimer(ms, again);
    run();
  };
  let timer = clock.setTimer(ms, again);
  return { cancel: () => timer.cancel() };
}

function abortAfter(clock: Clock, ms: number): AbortSignal {
  const controller = new AbortController();
  const reason = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  clock.setTimer(ms, () => controller.abort(reason()));
  return controller.signal;
}

/** The object with some members replaced; its own methods keep their `this`, which they insist on. */
function replacing<T extends object>(target: T, replaced: Record<string, unknown>): T {
  return new Proxy(target, {
    get(object, key) {
      if (typeof key === 'string' && Object.hasOwn(replaced, key)) return replaced[key];
      const value: unknown = Reflect.get(object, key, object);
      return typeof value === 'function' && !value.prototype ? value.bind(object) : value;
    },
  });
}

/** A `Date` whose present is the clock's. */
function clockDate(clock: Clock): DateConstructor {
  return new Proxy(Date, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length > 0 ? args : [clock.now()], newTarget),
    apply: () => new Date(clock.now()).toString(),
    get: (target, key) => (key === 'now' ? () => clock.now() : Reflect.get(target, key)),
  });
}
