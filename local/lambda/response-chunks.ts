import type { Execution } from './executor.ts';

/** The bytes of a streamed response, handed from the function to the caller as they come. */
export class ResponseChunks implements AsyncIterable<Buffer> {
  readonly #waiting: Buffer[] = [];
  #wake = Promise.withResolvers<void>();
  #ended = false;
  /** As set when the first byte came. */
  contentType: string | undefined;
  /** There once the stream has ended. */
  result: Execution | undefined;

  push(data: Buffer, contentType: string | undefined): void {
    this.contentType ??= contentType;
    this.#waiting.push(data);
    this.#wake.resolve();
  }

  /** Resolves with the first byte or the end; rejects if the function could not be run at all. */
  async begun(running: Promise<Execution>): Promise<void> {
    const done = running.then(
      (result) => this.#end(result),
      (error) => {
        this.#end(undefined);
        throw error;
      },
    );
    done.catch(() => undefined); // the race below sees it, unless bytes came first
    await Promise.race([done, this.#wake.promise]);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next) yield next;
      else if (this.#ended) return;
      else {
        await this.#wake.promise;
        if (this.#waiting.length === 0 && !this.#ended) this.#wake = Promise.withResolvers();
      }
    }
  }

  #end(result: Execution | undefined): void {
    this.result = result;
    this.#ended = true;
    this.#wake.resolve();
  }
}
