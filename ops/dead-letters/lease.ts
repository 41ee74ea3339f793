import { errorText } from '../../functions/errors.ts';
import { byQueue, type HeldLetter } from './read.ts';

/**
 * Keeps messages hidden while they are worked on, in spans short enough that a process that dies gives them back soon. What was
 * hidden too late is received by somebody else, whose redrive of it is then harmless too.
 */
export class Lease {
  readonly #left: Set<HeldLetter>;
  readonly #seconds: number;
  readonly #timer: NodeJS.Timeout;
  readonly problems: string[] = [];

  constructor(held: readonly HeldLetter[], seconds: number) {
    this.#left = new Set(held);
    this.#seconds = seconds;
    this.#timer = setInterval(() => void this.#renew(), (seconds * 1000) / 3);
    this.#timer.unref();
  }

  /** It is done with: removed, or not ours any more. */
  drop(held: HeldLetter): void {
    this.#left.delete(held);
  }

  /** Ends the lease; @returns what is left of it */
  end(): HeldLetter[] {
    clearInterval(this.#timer);
    return [...this.#left];
  }

  async #renew(): Promise<void> {
    for (const [queue, receipts] of byQueue([...this.#left])) {
      await queue.hold(receipts, this.#seconds).catch((error: unknown) => {
        this.problems.push(`${queue.name}: its messages could not be kept hidden: ${errorText(error)}`);
      });
    }
  }
}
