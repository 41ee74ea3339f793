/** Tells that the client went away. An `AbortSignal` does so too, at ten times the cost of each request that is not aborted. */
export class Cancellation {
  private listeners: (() => void)[] = [];
  aborted = false;

  add(listener: () => void): void {
    this.listeners.push(listener);
  }

  remove(listener: () => void): void {
    this.listeners = this.listeners.filter((l) => l !== listener);
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    for (const listener of this.listeners) listener();
  }

  /** As an `AbortSignal`, for code that wants one. */
  signal(): AbortSignal {
    const controller = new AbortController();
    if (this.aborted) controller.abort();
    else this.add(() => controller.abort());
    return controller.signal;
  }
}
