import { type Clock, sleep } from '../../clock.ts';

/** States that may be entered in one turn of the event loop: 20 ms or so. */
const STATES_A_TURN = 1_000;

/**
 * Lets the rest of the runtime have its turn. A machine can loop without ever waiting, and one that starts others, or thousands at the same
 * time, would keep the wire from answering for as long as each of them has something to do at once.
 */
export class Breath {
  readonly #clock: Clock;
  #entered = 0;
  #turn: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a state that is to be entered. @returns what to wait for before asking again, if this turn's are spent */
  next(): Promise<void> | undefined {
    if (this.#entered < STATES_A_TURN) {
      this.#entered += 1;
      return undefined;
    }
    this.#turn ??= sleep(this.#clock, 1).then(() => {
      this.#turn = undefined;
      this.#entered = 0;
    });
    return this.#turn;
  }
}
