import { sleep } from '../../clock.ts';
import { MAX_PAYLOAD_BYTES, type QueueParameters } from '../model.ts';
import { Wakeup } from '../wakeup.ts';
import { Concurrency } from './concurrency.ts';
import { QueueClient } from './queue-client.ts';
import { bySize, type QueueRecord } from './queue-record.ts';
import { SOURCE_ERROR_DELAY_MS, type Source, type SourceContext } from './source.ts';
import { SourceTrouble } from './trouble.ts';

/** The longest that ReceiveMessage waits. */
const LONG_POLL_SECONDS = 20;

/** With a batching window, the pipe sets the visibility timeout itself: 7 minutes, the window, and 30 seconds. */
const VISIBILITY_BESIDE_WINDOW_SECONDS = 7 * 60 + 30;

const LONGEST_PAUSE_MS = 5_000;

/**
 * An SQS queue: several batches at once, messages deleted once the target took them. A failed batch is simply left: its
 * messages come again after their visibility timeout, as often as the queue's own `maxReceiveCount` allows. The order within a
 * FIFO group is the queue's: it gives out no message of a group that has one in flight.
 */
export class QueueSource implements Source {
  readonly #context: SourceContext;
  readonly #batchSize: number;
  readonly #windowMs: number;
  readonly #queue: QueueClient;
  readonly #concurrency: Concurrency;
  readonly #wakeup: Wakeup;
  readonly #trouble: SourceTrouble;
  #failuresInRow = 0;
  /** A failure holds up what follows it, for a time that counts from the failure: what becomes visible after that is taken at once. */
  #pausedUntil = 0;
  /** The last look found a message, wanted or not. */
  #sawMessages = false;
  /** Nothing was there the last time: the next receive is a long poll, which the queue ends when a message is there. */
  #isIdle = false;

  constructor(context: SourceContext, parameters: QueueParameters) {
    const windowSeconds = parameters.MaximumBatchingWindowInSeconds ?? 0;
    const visibility = windowSeconds > 0 ? VISIBILITY_BESIDE_WINDOW_SECONDS + windowSeconds : undefined;
    this.#context = context;
    this.#batchSize = parameters.BatchSize ?? 10;
    this.#windowMs = windowSeconds * 1000;
    this.#queue = new QueueClient(context, visibility);
    this.#concurrency = new Concurrency(context.cloud.clock);
    this.#wakeup = new Wakeup(context.cloud, `queue:${context.pipe.Source}`);
    this.#trouble = new SourceTrouble(context);
    context.stopping.addEventListener('abort', () => this.#wakeup.close());
  }

  async run(): Promise<void> {
    const { stopping, cloud } = this.#context;
    while (!stopping.aborted) {
      try {
        await this.#queue.connect();
        await this.#round();
        this.#trouble.over();
      } catch (error) {
        this.#queue.disconnect();
        this.#trouble.tell(error); // no such queue (yet)
        await sleep(cloud.clock, SOURCE_ERROR_DELAY_MS, stopping);
      }
    }
    await this.#concurrency.drained();
  }

  /** Takes the next batch, or waits for a message. */
  async #round(): Promise<void> {
    const { stopping, cloud } = this.#context;
    await this.#concurrency.room(stopping);
    const left = this.#pausedUntil - cloud.clock.now();
    if (left > 0) await sleep(cloud.clock, left, stopping);
    if (stopping.aborted) return;
    const batch = await this.#gather();
    for (const part of bySize(batch, MAX_PAYLOAD_BYTES)) this.#concurrency.start(this.#process(part));
    const wasIdle = this.#isIdle;
    this.#isIdle = !this.#sawMessages;
    if (this.#isIdle) this.#concurrency.lull();
    if (wasIdle && this.#isIdle && (await this.#queue.isEmpty())) await this.#wakeup.wait(this.#context.slowPollMs);
  }

  /** A batch: by count, bytes (6 MB) and window, from as many receives as it takes. */
  async #gather(): Promise<QueueRecord[]> {
    const { cloud, stopping } = this.#context;
    const batch: QueueRecord[] = [];
    this.#sawMessages = false;
    let bytes = 0;
    let until = cloud.clock.now();
    while (batch.length < this.#batchSize && bytes < MAX_PAYLOAD_BYTES / 2) {
      const waitSeconds = this.#isIdle && batch.length === 0 ? LONG_POLL_SECONDS : 0;
      const received = await this.#queue.receive(this.#batchSize - batch.length, waitSeconds);
      if (received.length > 0) {
        this.#sawMessages = true;
        const wanted = await this.#wanted(received);
        if (batch.length === 0 && wanted.length > 0) until = cloud.clock.now() + this.#windowMs;
        batch.push(...wanted);
        bytes += wanted.reduce((sum, record) => sum + record.bytes, 0);
      } else {
        const left = until - cloud.clock.now();
        if (left <= 0 || stopping.aborted) break;
        await this.#wakeup.wait(left);
      }
    }
    return batch;
  }

  /** What no filter matches is deleted from the queue. */
  async #wanted(records: readonly QueueRecord[]): Promise<QueueRecord[]> {
    const wanted: QueueRecord[] = [];
    const others: QueueRecord[] = [];
    for (const record of records) (this.#context.filter(record.event) ? wanted : others).push(record);
    await this.#queue.delete(others);
    return wanted;
  }

  async #process(batch: readonly QueueRecord[]): Promise<void> {
    const outcome = await this.#context.executor.run(batch);
    if (this.#context.dead.aborted) return;
    if (outcome.kind === 'done') {
      this.#failuresInRow = 0;
      this.#pausedUntil = 0;
      await this.#queue.delete(batch);
    } else if (outcome.kind === 'partial') {
      await this.#queue.delete(batch.filter((record) => !outcome.failed.has(record.id)));
    } else {
      this.#failuresInRow += 1;
      this.#pausedUntil = this.#context.cloud.clock.now() + this.#pause();
      if (outcome.error.fault === 'configuration') this.#context.stopPipe(outcome.error.message);
    }
  }

  /** While all fails, the pipe slows down. */
  #pause(): number {
    const longest = Math.min(LONGEST_PAUSE_MS, 100 * 2 ** Math.min(this.#failuresInRow - 1, 10));
    return longest * (0.5 + this.#context.cloud.clock.random() / 2);
  }
}
