/** Before each message: the length of its head and of its body, four bytes each. */
const PREFIX = 8;

/** No message is longer: a response of 6 MiB and what goes with it. */
const MAX_FRAME_BYTES = 8 * 1_048_576;

/** A message on a pipe: a small head as JSON, and a body that is taken as it is, since payloads are JSON text already. */
export function encodeFrame(head: object, body: string | Uint8Array = ''): Buffer {
  const text = JSON.stringify(head);
  const headBytes = Buffer.byteLength(text);
  const bodyBytes = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  const frame = Buffer.allocUnsafe(PREFIX + headBytes + bodyBytes);
  frame.writeUInt32LE(headBytes, 0);
  frame.writeUInt32LE(bodyBytes, 4);
  frame.write(text, PREFIX);
  if (typeof body === 'string') frame.write(body, PREFIX + headBytes);
  else frame.set(body, PREFIX + headBytes);
  return frame;
}

/** Puts messages together again, whatever the pieces in which they come. */
export class FrameReader {
  readonly #take: (head: unknown, body: Buffer) => void;
  #pieces: Buffer[] = [];
  #have = 0;
  #need = PREFIX;

  constructor(take: (head: unknown, body: Buffer) => void) {
    this.#take = take;
  }

  /** @throws what is no message */
  push(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#have += piece.length;
    if (this.#have < this.#need) return;
    let rest = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces);
    for (this.#need = needed(rest); rest.length >= this.#need; this.#need = needed(rest)) {
      const frame = rest.subarray(0, this.#need);
      rest = rest.subarray(this.#need);
      const body = PREFIX + frame.readUInt32LE(0);
      this.#take(JSON.parse(frame.toString('utf8', PREFIX, body)), frame.subarray(body));
    }
    this.#pieces = rest.length > 0 ? [rest] : [];
    this.#have = rest.length;
  }
}

function needed(bytes: Buffer): number {
  if (bytes.length < PREFIX) return PREFIX;
  const length = PREFIX + bytes.readUInt32LE(0) + bytes.readUInt32LE(4);
  if (length > MAX_FRAME_BYTES) throw new RangeError(`a message of ${length} bytes`);
  return length;
}
