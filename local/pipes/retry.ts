import type { Clock } from '../clock.ts';
import { sleep } from '../clock.ts';
import type { DeliveryError, Outcome } from './outcome.ts';
import type { StreamRecord } from './sources/stream-record.ts';

/** Why records were given up. `RecordAgeExceeded` is the Lambda event source mapping's word; AWS documents none for pipes. */
export type Condition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

export interface RetryLimits {
  /** -1: without end. */
  readonly attempts: number;
  /** -1: without end. */
  readonly ageSeconds: number;
  readonly bisect: boolean;
  /** The waits between attempts grow up to this, in milliseconds; a minute unless given. AWS does not document its own. */
  readonly longestDelayMs?: number | undefined;
}

export interface RetryPorts {
  readonly clock: Clock;
  /** Ends waits, and says that no attempt may begin any more. */
  readonly stopping: AbortSignal;
  execute(records: readonly StreamRecord[]): Promise<Outcome>;
  /** These records are done, or given up, for good. */
  acknowledge(records: readonly StreamRecord[]): void;
  /** Hands the pointer to the records to the dead-letter target; resolves only when it is there. */
  giveUp(records: readonly StreamRecord[], condition: Condition, error: DeliveryError | undefined): Promise<void>;
  /** The pipe as it is configured can never work. */
  stopPipe(reason: string): void;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 60_000;

interface Piece {
  readonly records: readonly StreamRecord[];
  /** Failed attempts of just these records that count. */
  readonly failures: number;
}

/**
 * Brings a batch of a stream to its end, in order: it is retried with growing waits, halved on failure (`AUTOMATIC_BISECT`; halving
 * uses up no attempt), restarted at the first record that a partial response names, and given up at the limits.
 */
export class RetryingBatch {
  readonly #limits: RetryLimits;
  readonly #ports: RetryPorts;
  #failuresInRow = 0;

  constructor(limits: RetryLimits, ports: RetryPorts) {
    this.#limits = limits;
    this.#ports = ports;
  }

  /** Resolves when every record is done or given up, or when the pipe is stopping. */
  async process(batch: readonly StreamRecord[]): Promise<void> {
    const pieces: Piece[] = [{ records: batch, failures: 0 }];
    for (let piece = pieces.shift(); piece && !this.#ports.stopping.aborted; piece = pieces.shift())
      pieces.unshift(...(await this.#attempt(piece)));
  }

  /** One attempt on the first piece; returns what is left of it. */
  async #attempt(piece: Piece): Promise<Piece[]> {
    const fresh = await this.#giveUpExpired(piece.records);
    if (fresh.length === 0) return [];
    const outcome = await this.#ports.execute(fresh);
    if (outcome.kind === 'done') {
      this.#failuresInRow = 0;
      this.#ports.acknowledge(fresh);
      return [];
    }
    if (outcome.error.fault === 'configuration') {
      this.#ports.stopPipe(outcome.error.message);
      return [];
    }
    const left = await this.#afterFailure({ records: fresh, failures: piece.failures }, outcome);
    if (left.length > 0) await this.#backOff();
    return left;
  }

  async #afterFailure(piece: Piece, outcome: Exclude<Outcome, { kind: 'done' }>): Promise<Piece[]> {
    this.#failuresInRow += 1;
    if (outcome.kind === 'partial') {
      const first = piece.records.findIndex((record) => outcome.failed.has(record.id));
      if (first > 0) {
        this.#ports.acknowledge(piece.records.slice(0, first));
        return [{ records: piece.records.slice(first), failures: 0 }];
      }
    }
    if (outcome.error.fault === 'internal') return [piece];
    if (this.#limits.bisect && piece.records.length > 1) return halves(piece.records);
    const failures = piece.failures + 1;
    if (this.#limits.attempts < 0 || failures <= this.#limits.attempts) return [{ records: piece.records, failures }];
    await this.#end(piece.records, 'RetryAttemptsExhausted', outcome.error);
    return [];
  }

  async #giveUpExpired(records: readonly StreamRecord[]): Promise<readonly StreamRecord[]> {
    if (this.#limits.ageSeconds < 0) return records;
    const oldest = this.#ports.clock.now() / 1000 - this.#limits.ageSeconds;
    const expired = records.filter((record) => record.createdAt < oldest);
    if (expired.length === 0) return records;
    await this.#end(expired, 'RecordAgeExceeded', undefined);
    return records.filter((record) => record.createdAt >= oldest);
  }

  async #end(records: readonly StreamRecord[], condition: Condition, error: DeliveryError | undefined): Promise<void> {
    await this.#ports.giveUp(records, condition, error);
    if (this.#ports.stopping.aborted) return; // perhaps not handed over: it is done again at the next start
    this.#ports.acknowledge(records);
  }

  async #backOff(): Promise<void> {
    const longest = Math.min(
      this.#limits.longestDelayMs ?? LONGEST_DELAY_MS,
      FIRST_DELAY_MS * 2 ** Math.min(this.#failuresInRow - 1, 20),
    );
    await sleep(this.#ports.clock, longest * (0.5 + this.#ports.clock.random() / 2), this.#ports.stopping);
  }
}

function halves(records: readonly StreamRecord[]): Piece[] {
  const middle = Math.ceil(records.length / 2);
  return [records.slice(0, middle), records.slice(middle)].map((half) => ({ records: half, failures: 0 }));
}
