import { errorText } from '../../functions/errors.ts';
import type { Audit, AuditEntry } from '../audit.ts';
import { byQueue, type HeldLetter } from './hold.ts';
import type { Lease } from './lease.ts';

/** What is known of one event of a letter. */
export interface Settled {
  readonly workflow: string;
  readonly kind: string;
  readonly key?: string;
  readonly version?: number;
  readonly outcome: string;
  readonly reason?: string;
  readonly executionArn?: string;
}

interface Open {
  left: number;
  readonly entries: AuditEntry[];
  keep: boolean;
}

/** As many as SQS deletes in a call. */
const BATCH = 10;

/**
 * Removes letters whose events have all ended: first the audit log has them, then the queue loses them. In between a crash leaves a
 * message that is redriven again, which does no harm.
 */
export class Settler {
  removed = 0;
  readonly problems: string[] = [];
  readonly #audit: Audit;
  readonly #lease: Lease;
  readonly #open = new Map<string, Open>();
  #done: { held: HeldLetter; entries: AuditEntry[] }[] = [];
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(audit: Audit, lease: Lease) {
    this.#audit = audit;
    this.#lease = lease;
  }

  /** One more event of this letter will end. */
  expect(letter: string): void {
    const open = this.#open.get(letter) ?? { left: 0, entries: [], keep: false };
    open.left++;
    this.#open.set(letter, open);
  }

  /** An event of a letter has ended. */
  ended(held: HeldLetter, { workflow, kind, key, version, outcome, reason, executionArn }: Settled): void {
    const open = this.#open.get(held.letter.id);
    if (!open) return;
    open.left--;
    open.keep ||= outcome === 'failed' || outcome === 'running';
    open.entries.push({
      command: 'redrive',
      workflow,
      letter: held.letter.id,
      kind,
      ...(key !== undefined && { key }),
      ...(version !== undefined && { version }),
      outcome,
      ...(reason !== undefined && { reason }),
      ...(executionArn !== undefined && { executionArn }),
    });
    if (open.left || open.keep) return;
    this.#open.delete(held.letter.id);
    this.#done.push({ held, entries: open.entries });
  }

  /** Settles what has ended, once it is worth a call. */
  async settle(): Promise<void> {
    if (this.#done.length >= BATCH) await this.flush();
  }

  /** Writes and removes what has ended. While one flush is under way, what ends meanwhile gathers for the next. */
  flush(): Promise<void> {
    this.#next ??= this.#writing.then(() => {
      const batch = this.#done;
      this.#done = [];
      this.#next = undefined;
      this.#writing = this.#settle(batch);
      return this.#writing;
    });
    return this.#next;
  }

  async #settle(batch: readonly { held: HeldLetter; entries: AuditEntry[] }[]): Promise<void> {
    await this.#audit.write(batch.flatMap(({ entries }) => entries));
    for (const [queue, receipts] of byQueue(batch.map(({ held }) => held))) {
      try {
        const left = await queue.remove(receipts);
        this.removed += receipts.length - left.length;
        if (left.length)
          this.problems.push(
            `${queue.name}: ${left.length} message(s) could not be removed; they are redriven again, harmlessly`,
          );
      } catch (error) {
        this.problems.push(`${queue.name}: ${errorText(error)}`);
      }
    }
    for (const { held } of batch) this.#lease.drop(held);
  }
}
