/** What is kept of an invocation's log; the log group gets it in one go, and a function that logs without end must not fill this process. */
const MOST_LINES = 50_000;
const MOST_CHARACTERS = 16 * 1_048_576;

/** The lines of an invocation, in order. Those beyond a bound are counted, and the last line tells of them. */
export class InvocationLog {
  #lines: string[] = [];
  #characters = 0;
  #left = 0;

  add(text: string | Buffer): void {
    if (this.#left > 0 || this.#lines.length >= MOST_LINES || this.#characters + text.length > MOST_CHARACTERS) {
      this.#left += 1;
      return;
    }
    const line = typeof text === 'string' ? text : text.toString();
    this.#lines.push(line);
    this.#characters += line.length;
  }

  /** All lines since the last call. */
  take(): string[] {
    const lines = this.#lines;
    if (this.#left > 0) lines.push(note(this.#left));
    this.#lines = [];
    this.#characters = 0;
    this.#left = 0;
    return lines;
  }
}

const note = (left: number): string =>
  `[penstock] ${left} more lines were left out: of one invocation, ${MOST_LINES} lines or ${MOST_CHARACTERS / 1_048_576} MiB are kept`;
