import { errorText } from '../../functions/errors.ts';
import { byQueue, type HeldLetter } from './hold.ts';

/**
 * Keeps messages hidden while they are worked on, in spans short enough that a process that dies gives them back soon. What was
 * hidden too late is received by somebody else, whose redrive of it is then harmless too.
 */
export class Lease {
  /** By the letter's id: of one that was received twice, the later receipt counts. */
  readonly #left = new Map<string, HeldLetter>();
  readonly #seconds: number;
  readonly #timer: NodeJS.Timeout;
  readonly problems: string[] = [];
  #renewing = false;

  constructor(seconds: number) {
    this.#seconds = seconds;
    this.#timer = setInterval(() => void this.#renew(), (seconds * 1000) / 3);
    this.#timer.unref();
  }

  take(held: HeldLetter): void {
    this.#left.set(held.letter.id, held);
  }

  /** It is done with: removed, or not ours any more. */
  drop({ letter }: HeldLetter): void {
    this.#left.delete(letter.id);
  }

  /** Ends the lease; @returns what is left of it */
  end(): HeldLetter[] {
    clearInterval(this.#timer);
    return [...this.#left.values()];
  }

  async #renew(): Promise<void> {
    if (this.#renewing) return;
    this.#renewing = true;
    for (const [queue, receipts] of byQueue([...this.#left.values()])) {
      await queue.hold(receipts, this.#seconds).catch((error: unknown) => {
        this.problems.push(`${queue.name}: its messages could not be kept hidden: ${errorText(error)}`);
      });
    }
    this.#renewing = false;
  }
}
