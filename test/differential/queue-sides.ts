import type { Process } from '../../bench/gateway/contest.ts';
import { Cloud } from '../../local/cloud.ts';
import { AwsError } from '../../local/errors.ts';
import { SimulatedClock } from '../../local/simulated-clock.ts';
import { createSqsService } from '../../local/sqs/service.ts';
import { Store } from '../../local/store.ts';
import { type Answer, comparableAnswer } from './queue-answers.ts';
import type { Step } from './queue-operations.ts';

/** A receipt handle of each side, for the same receipt of the same message. */
export interface Handles {
  readonly ours: string;
  readonly theirs: string;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Our queues, with no message yet, and the peer: both on one clock. */
export class Sides {
  readonly clock: SimulatedClock;
  readonly handles: Handles[] = [];
  readonly #cloud: Cloud;
  readonly #peer: Process;

  constructor(peer: Process, seed: number) {
    this.#peer = peer;
    this.clock = new SimulatedClock(seed);
    this.#cloud = new Cloud({ clock: this.clock, store: new Store() });
    this.#cloud.add(createSqsService(this.#cloud));
  }

  /** Ours, theirs. */
  async ask(step: Step): Promise<[Answer, Answer]> {
    const theirs = this.#askPeer(step.action, this.#inputOf(step, 'theirs'));
    const ours = await this.#askOurs(step.action, this.#inputOf(step, 'ours'));
    return [comparableAnswer(step.action, ours), comparableAnswer(step.action, await theirs)];
  }

  /** How many messages one of our queues holds, in flight or not. */
  async messages(queue: string): Promise<number> {
    const { Attributes } = await this.#cloud.call<{ Attributes: Record<string, string> }>('sqs', 'GetQueueAttributes', {
      QueueUrl: queue,
      AttributeNames: ['All'],
    });
    const counts = Object.entries(Attributes).filter(([name]) => name.startsWith('ApproximateNumber'));
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  #inputOf({ action, queue, input, receipts }: Step, side: keyof Handles): object {
    const asked = { QueueUrl: `http://localhost/000000000000/${queue}`, ...input };
    if (receipts === undefined) return asked;
    const handles = receipts.map((n) => ({ ReceiptHandle: this.handles[n]?.[side] }));
    if (!action.endsWith('Batch')) return { ...asked, ...handles[0] };
    return { ...asked, Entries: (input.Entries as object[]).map((entry, n) => ({ ...entry, ...handles[n] })) };
  }

  async #askOurs(action: string, input: object): Promise<Reply> {
    try {
      return { status: 200, body: JSON.parse(JSON.stringify(await this.#cloud.call('sqs', action, input))) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { status: error.status, body: { __type: String(error.fields.queryErrorCode ?? error.code) } };
    }
  }

  #askPeer(action: string, input: object): Promise<Reply> {
    return new Promise((resolve) => {
      this.#peer.child.once('message', (reply) => {
        const { status, body } = reply as { status: number; body: string };
        resolve({ status, body: body ? JSON.parse(body) : {} });
      });
      this.#peer.child.send({ at: this.clock.now(), action, input });
    });
  }
}
