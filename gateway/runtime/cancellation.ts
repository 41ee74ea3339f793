/** Told when the client goes away. */
export interface CancellationListener {
  cancel(): void;
}

/** Tells that the client went away. An `AbortSignal` does so too, at ten times the cost of each request that is not aborted. */
export class Cancellation {
  private readonly listeners = new Set<CancellationListener>();
  aborted = false;

  add(listener: CancellationListener): void {
    this.listeners.add(listener);
  }

  remove(listener: CancellationListener): void {
    this.listeners.delete(listener);
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    for (const listener of this.listeners) listener.cancel();
  }

  /** As an `AbortSignal`, for code that wants one. */
  signal(): AbortSignal {
    const controller = new AbortController();
    if (this.aborted) controller.abort();
    else this.add({ cancel: () => controller.abort() });
    return controller.signal;
  }
}
