/** Told when the client goes away. */
export interface CancellationListener {
  cancel(): void;
}

/** Tells that the client went away. An `AbortSignal` does so too, at ten times the cost of each request that is not aborted. */
export class Cancellation {
  /** Few at a time: a list is cheaper than a set. */
  private readonly listeners: CancellationListener[] = [];
  aborted = false;

  add(listener: CancellationListener): void {
    this.listeners.push(listener);
  }

  remove(listener: CancellationListener): void {
    const at = this.listeners.indexOf(listener);
    const last = at < 0 ? undefined : this.listeners.pop();
    if (last && last !== listener) this.listeners[at] = last;
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    for (const listener of [...this.listeners]) listener.cancel();
  }

  /** As an `AbortSignal`, for code that wants one. */
  signal(): AbortSignal {
    const controller = new AbortController();
    if (this.aborted) controller.abort();
    else this.add({ cancel: () => controller.abort() });
    return controller.signal;
  }
}
