/** Bytes of log that survive the death of a sandbox; what exceeds them is cut. */
export const JOURNAL_BYTES = 64 * 1024;

const HEAD = 4;
const SEPARATOR = '\u0000';

/** The sandbox's side: keeps the lines of the present invocation in shared memory until they are handed over. */
export class JournalWriter {
  readonly #bytes: Uint8Array;
  readonly #length: Int32Array;
  readonly #encoder = new TextEncoder();

  constructor(shared: SharedArrayBuffer) {
    this.#bytes = new Uint8Array(shared, HEAD);
    this.#length = new Int32Array(shared, 0, 1);
  }

  write(line: string): void {
    const used = this.#length[0] as number;
    const { written } = this.#encoder.encodeInto(line + SEPARATOR, this.#bytes.subarray(used));
    this.#length[0] = used + written;
  }

  clear(): void {
    this.#length[0] = 0;
  }
}

/** The lines that a dead sandbox left. */
export function readJournal(shared: SharedArrayBuffer): string[] {
  const length = new Int32Array(shared, 0, 1)[0] as number;
  const text = Buffer.from(new Uint8Array(shared, HEAD, length)).toString();
  return text.split(SEPARATOR).filter((line) => line !== '');
}
