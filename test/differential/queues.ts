import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Process, start } from '../../bench/gateway/contest.ts';
import { seeded } from '../durability/random.ts';
import { type Answer, comparableMessage, type ReceivedMessage } from './queue-answers.ts';
import { type DrawnQueue, QueueOperations, type Step } from './queue-operations.ts';
import { Receipts } from './queue-receipts.ts';
import { Sides } from './queue-sides.ts';
import { Differences, type Report, type Task } from './report.ts';

const STEPS = 250;
const PEERS = join(import.meta.dirname, '../../bench/peers');

/** What is missing to compare queues; undefined if nothing is. */
export const missingFauxqs = (): string | undefined =>
  existsSync(join(PEERS, 'node_modules/fauxqs')) ? undefined : 'fauxqs is not installed: run npm ci in bench/peers';

/** Sends random SQS operations to our queues and to fauxqs, on one virtual clock, and compares the answers. */
export async function compareQueues({ operations: count, seed }: Task): Promise<Report> {
  const peer = await start(join(PEERS, 'fauxqs-virtual.ts'), []);
  const differences = new Differences();
  const random = seeded(seed);
  let done = 0;
  try {
    for (let episode = 0; done < count; episode += 1)
      done += await new Episode(peer, random, episode, differences).run(Math.min(STEPS, count - done));
  } finally {
    peer.child.kill();
  }
  return differences.report('fauxqs', seed, done);
}

/** New queues, and steps until the first difference: what differs after it would be its consequence. */
class Episode {
  readonly #sides: Sides;
  readonly #operations: QueueOperations;
  readonly #differences: Differences;
  readonly #receipts = new Receipts();
  /** Their message ids by ours: a repeated send must be the same message on both sides. */
  readonly #ids = new Map<string, string>();

  constructor(peer: Process, random: () => number, episode: number, differences: Differences) {
    this.#sides = new Sides(peer, episode);
    this.#operations = new QueueOperations(random, episode);
    this.#differences = differences;
  }

  async run(steps: number): Promise<number> {
    for (const { name, attributes } of this.#operations.queues)
      await this.#sides.ask({ action: 'CreateQueue', queue: name, input: { QueueName: name, Attributes: attributes } });
    let done = 0;
    for (let same = true; same && done < steps; done += 1) {
      await this.#pass(this.#operations.pause());
      same = await this.#step(await this.#next());
    }
    for (const queue of this.#operations.queues)
      await this.#sides.ask({ action: 'DeleteQueue', queue: queue.name, input: {} });
    return done;
  }

  #pass(seconds: number): Promise<void> | undefined {
    const { clock } = this.#sides;
    return seconds > 0 ? clock.runUntil(clock.now() + seconds * 1000) : undefined;
  }

  async #next(): Promise<Step> {
    const counts = new Map<boolean, number>();
    for (const { name, fifo } of this.#operations.queues)
      counts.set(fifo, (counts.get(fifo) ?? 0) + (await this.#sides.messages(name)));
    return this.#operations.next(this.#receipts.all, this.#sides.clock.now(), counts);
  }

  async #step(step: Step): Promise<boolean> {
    if (step.action === 'ReceiveMessage') return this.#receive(step);
    // The peer counts anew only when it receives.
    const counted =
      step.action !== 'GetQueueAttributes' || (await this.#receive(this.#operations.receiveOf(step.queue)));
    if (!counted) return false;
    const [ours, theirs] = await this.#sides.ask(step);
    for (const [n, id] of ours.sent.entries()) if (!this.#ids.has(id)) this.#ids.set(id, theirs.sent[n] ?? '');
    this.#receipts.learn(step, ours, this.#sides.clock.now());
    return this.#same(step, ours, theirs);
  }

  /** Receives until neither side has more: all of a standard queue at once, a FIFO queue's groups one after the other. */
  async #receive(step: Step): Promise<boolean> {
    const queue = this.#operations.queues.find(({ name }) => name === step.queue);
    const [ours, theirs] = await this.#sides.ask(step);
    const all: [ReceivedMessage[], ReceivedMessage[]] = [[...ours.messages], [...theirs.messages]];
    for (let more = queue?.fifo && all.some((some) => some.length > 0); more; ) {
      const last = await this.#sides.ask(step);
      for (const side of [0, 1] as const) all[side].push(...last[side].messages);
      more = last.some(({ messages }) => messages.length > 0);
    }
    if (queue) this.#hold(queue, step, ...all);
    const [mine, others] = all.map((some) => comparableMessages(queue, some, this.#ids));
    return this.#same(step, { ...ours, body: mine ?? ours.body }, { ...theirs, body: others ?? theirs.body });
  }

  #hold(queue: DrawnQueue, step: Step, ours: readonly ReceivedMessage[], theirs: readonly ReceivedMessage[]): void {
    const byId = new Map(theirs.map((message) => [message.MessageId, message.ReceiptHandle]));
    for (const { MessageId, ReceiptHandle } of ours) {
      this.#sides.handles.push({ ours: ReceiptHandle, theirs: byId.get(this.#ids.get(MessageId) ?? '') ?? '' });
      this.#receipts.add(queue, step, MessageId, this.#sides.clock.now());
    }
  }

  #same(step: Step, ours: Answer, theirs: Answer): boolean {
    const sent = ours.sent.map((id) => this.#ids.get(id));
    const mine = { done: ours.status === 200, body: ours.body, sent };
    const other = { done: theirs.status === 200, body: theirs.body, sent: theirs.sent };
    if (isDeepStrictEqual(mine, other)) return true;
    this.#differences.note(`${step.action} | ${outcome(ours)} | ${outcome(theirs)}`, step, mine, other);
    return false;
  }
}

/** In the order of the peer's ids: the order of receipt is nobody's promise. A refusal has no messages, and stays. */
function comparableMessages(
  queue: DrawnQueue | undefined,
  messages: readonly ReceivedMessage[],
  ids: ReadonlyMap<string, string>,
): unknown[] | undefined {
  if (messages.length === 0) return undefined;
  const keyed = messages.map((message) => ({ id: ids.get(message.MessageId) ?? message.MessageId, message }));
  keyed.sort((one, other) => (one.id < other.id ? -1 : 1));
  return keyed.map(({ id, message }) => comparableMessage(id, message, queue?.dead === true));
}

const outcome = ({ status, body }: Answer): string => (status === 200 ? 'answered' : JSON.stringify(body));
