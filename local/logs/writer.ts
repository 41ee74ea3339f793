import type { Timer } from '../clock.ts';
import type { Cloud } from '../cloud.ts';
import { MetricExtractor } from './emf.ts';
import { LogStore } from './store.ts';

export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

interface Batch {
  readonly group: string;
  readonly stream: string;
  readonly lines: LogLine[];
}

/** How long lines wait for company: writing them one by one would cost more than what they tell about. */
const FLUSH_MS = 100;
const MAX_LINES = 5_000;

/**
 * How other engines log (a function's output, an execution's history, a pipe's steps): lines are gathered and written in batches, and
 * groups and streams are made when they are first written to. Readers call `flush` first, so that they see all.
 */
export class LogWriter {
  readonly #cloud: Cloud;
  readonly #store: LogStore;
  readonly #metrics: MetricExtractor;
  #batches = new Map<string, Batch>();
  #count = 0;
  #timer: Timer | undefined;
  #closed = false;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#store = new LogStore(cloud);
    this.#metrics = new MetricExtractor(cloud);
  }

  write(group: string, stream: string, lines: readonly LogLine[]): void {
    // A function that still runs while everything stops may log: there is nothing left to write it to.
    if (lines.length === 0 || this.#closed || !this.#cloud.observed) return;
    const key = `${group}\n${stream}`;
    let batch = this.#batches.get(key);
    if (!batch) {
      batch = { group, stream, lines: [] };
      this.#batches.set(key, batch);
    }
    batch.lines.push(...lines);
    this.#count += lines.length;
    if (this.#count >= MAX_LINES) this.flush();
    else this.#timer ??= this.#cloud.clock.setTimer(FLUSH_MS, () => this.flush());
  }

  /** Writes what is waiting. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#count === 0) return;
    const batches = this.#batches;
    this.#batches = new Map();
    this.#count = 0;
    for (const batch of batches.values()) this.#append(batch);
  }

  /** Writes what is waiting, and the metrics found in it; what comes after that is dropped. */
  async close(): Promise<void> {
    this.flush();
    this.#closed = true;
    await this.#metrics.flush();
  }

  #append({ group, stream, lines }: Batch): void {
    let found = this.#store.stream(group, stream);
    if (!found) {
      this.#store.addGroup(group);
      this.#store.addStream(group, stream);
      found = this.#store.stream(group, stream);
    }
    if (!found) throw new Error(`the log stream ${group} ${stream} could not be made`);
    this.#store.append(found, lines);
    for (const line of lines) this.#metrics.extract(line.message, line.timestamp);
  }
}

const writers = new WeakMap<Cloud, LogWriter>();

/** The cloud's one log writer. */
export function logWriter(cloud: Cloud): LogWriter {
  let writer = writers.get(cloud);
  if (!writer) {
    writer = new LogWriter(cloud);
    writers.set(cloud, writer);
  }
  return writer;
}
