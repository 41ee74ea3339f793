import { AwsError } from '../../errors.ts';

const NEWLINE = Buffer.from('\r\n');
const LONGEST_LINE = 16_384;

const incomplete = (why: string): AwsError =>
  new AwsError('IncompleteBody', `The request body terminated unexpectedly (${why})`);

/**
 * Undoes `aws-chunked`: pieces with their length before them, then perhaps trailers. Signatures of pieces are not checked.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 *
 * @param onTrailer called with each trailer, its name in lower case
 */
export async function* unchunk(
  source: AsyncIterable<Buffer>,
  onTrailer: (name: string, value: string) => void,
): AsyncGenerator<Buffer> {
  const reader = new Reader(source);
  for (;;) {
    const header = await reader.line();
    const length = /^([0-9a-f]{1,8})(;.*)?$/i.exec(header)?.[1];
    if (length === undefined) throw incomplete('a piece has no length');
    const left = Number.parseInt(length, 16);
    if (left === 0) break;
    yield* reader.bytes(left);
    if ((await reader.line()) !== '') throw incomplete('a piece is longer than it says');
  }
  for (let line = await reader.line(true); line !== ''; line = await reader.line(true)) {
    const colon = line.indexOf(':');
    if (colon > 0) onTrailer(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

class Reader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** A line without its end; at the end of the body, if that `mayEnd`, an empty one. */
  async line(mayEnd = false): Promise<string> {
    let end = this.#rest.indexOf(NEWLINE);
    while (end < 0) {
      if (this.#rest.length > LONGEST_LINE) throw incomplete('a line is too long');
      if (!(await this.#more())) {
        if (mayEnd && this.#rest.length === 0) return '';
        throw incomplete('it ends within a line');
      }
      end = this.#rest.indexOf(NEWLINE);
    }
    const line = this.#rest.toString('latin1', 0, end);
    this.#rest = this.#rest.subarray(end + NEWLINE.length);
    return line;
  }

  async *bytes(count: number): AsyncGenerator<Buffer> {
    let left = count;
    while (left > 0) {
      if (this.#rest.length === 0 && !(await this.#more())) throw incomplete('it ends within a piece');
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#source.next();
    if (done) return false;
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value]);
    return true;
  }
}
