import { type Held, isComparable } from './queue-receipts.ts';

/** A queue of both sides. */
export interface DrawnQueue {
  readonly name: string;
  readonly fifo: boolean;
  readonly dead: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

/** One step: what both sides are asked. `receipts` stands for handles, which differ from side to side. */
export interface Step {
  readonly action: string;
  readonly queue: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly receipts?: readonly number[];
}

const REFUSED_ATTRIBUTES = [
  { VisibilityTimeout: '43201' },
  { DelaySeconds: '901' },
  { MaximumMessageSize: '1023' },
  { MessageRetentionPeriod: '59' },
  { ReceiveMessageWaitTimeSeconds: '21' },
  { VisibilityTimeout: 'soon' },
  { Colour: 'red' },
];
const USER_ATTRIBUTES = {
  colour: { DataType: 'String', StringValue: 'red' },
  'size.inner': { DataType: 'Number.int', StringValue: '7' },
  picture: { DataType: 'Binary', BinaryValue: 'aGk=' },
};
const GROUPS = ['a', 'b', 'c'];
/** A receive takes ten: with fewer in a standard queue it takes all, and which ones come first is nobody's promise. */
const MOST_MESSAGES = 9;

/** Draws steps for two queues with a dead-letter queue each. */
export class QueueOperations {
  readonly queues: readonly DrawnQueue[];
  readonly #random: () => number;
  #bodies = 0;
  #mayPurgeAt = 0;

  constructor(random: () => number, episode: number) {
    this.#random = random;
    this.queues = [false, true].flatMap((fifo) => {
      const suffix = fifo ? '.fifo' : '';
      const ContentBasedDeduplication = this.#one(['true', 'false']);
      const type: Record<string, string> = fifo ? { FifoQueue: 'true', ContentBasedDeduplication } : {};
      const numbers = { VisibilityTimeout: this.#one(['5', '30']), DelaySeconds: this.#one(['0', '0', '7']) };
      const dead = { name: `dead${episode}${suffix}`, fifo, dead: true, attributes: type };
      return [
        dead,
        {
          name: `q${episode}${suffix}`,
          fifo,
          dead: false,
          attributes: { ...type, ...numbers, ...this.#redrive(dead.name) },
        },
      ];
    });
  }

  /** Seconds that pass before the next step: mostly none. A message that is repeated after 301 is a new one. */
  pause(): number {
    return this.#random() < 0.1 ? this.#one([1, 3, 4, 5, 25, 301]) : 0;
  }

  /** A plain receive, of all that there is. */
  receiveOf(queue: string): Step {
    const MaxNumberOfMessages = queue.endsWith('.fifo') ? 1 : 10;
    return { action: 'ReceiveMessage', queue, input: { MaxNumberOfMessages, MessageAttributeNames: ['All'] } };
  }

  #one<T>(of: readonly T[]): T {
    return of[Math.floor(this.#random() * of.length)] as T;
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  /** @param counts how many messages there are in the standard (false) and the FIFO (true) queues */
  next(held: readonly Held[], now: number, counts: ReadonlyMap<boolean, number>): Step {
    const queue = this.#one(this.queues);
    const room = (counts.get(queue.fifo) ?? 0) < MOST_MESSAGES && !queue.dead;
    const kind = this.#random();
    if (kind < 0.3 && room) return kind < 0.2 ? this.#send(queue) : this.#sendBatch(queue);
    if (kind < 0.6) return this.#receive(queue);
    if (kind < 0.605 && now > this.#mayPurgeAt) return this.#purge(queue, now);
    if (kind < 0.85) return this.#settle(held, now) ?? this.#receive(queue);
    return this.#one([this.#attributes, this.#setAttributes, this.#tags, this.#create, this.#url]).call(this, queue);
  }

  #redrive(dead: string): Record<string, string> {
    if (this.#chance(0.3)) return {};
    const deadLetterTargetArn = `arn:aws:sqs:us-east-1:000000000000:${dead}`;
    return { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: this.#one([1, 2, 3]) }) };
  }

  #message(queue: DrawnQueue): Record<string, unknown> {
    const body = queue.fifo ? `body ${this.#one([1, 2, 3, 4, 5])}` : `body ${this.#bodies++}`;
    return {
      MessageBody: this.#chance(0.03) ? this.#one(['', '\u0001', 'x'.repeat(1_048_577)]) : body,
      ...(this.#chance(0.3) && { MessageAttributes: USER_ATTRIBUTES }),
      ...(queue.fifo && {
        MessageGroupId: this.#one(GROUPS),
        ...(this.#chance(0.6) && { MessageDeduplicationId: this.#one(['d1', 'd2', 'd3', 'd4', 'd5', 'd6']) }),
      }),
      ...(!queue.fifo && this.#chance(0.3) && { DelaySeconds: this.#one([0, 3, 20]) }),
      ...(queue.fifo && this.#chance(0.03) && { DelaySeconds: 5 }),
    };
  }

  #send(queue: DrawnQueue): Step {
    return { action: 'SendMessage', queue: queue.name, input: this.#message(queue) };
  }

  /** A body that is missing fails its entry on AWS, and the peer stores it; one too long fails the whole batch. */
  #inBatch(queue: DrawnQueue): Record<string, unknown> {
    const message = this.#message(queue);
    const { length } = String(message.MessageBody);
    return length === 0 || length > 1e6 ? { ...message, MessageBody: 'a' } : message;
  }

  #sendBatch(queue: DrawnQueue): Step {
    const wrong = this.#chance(0.1) ? this.#one(['none', 'many', 'twice', 'id']) : '';
    const count = wrong === 'none' ? 0 : wrong === 'many' ? 11 : wrong ? 2 : this.#one([1, 2]);
    const idOf = (n: number) => (wrong === 'twice' ? 'same' : wrong === 'id' ? 'a b' : `e${n}`);
    const Entries = Array.from({ length: count }, (_, n) => ({ Id: idOf(n), ...this.#inBatch(queue) }));
    return { action: 'SendMessageBatch', queue: queue.name, input: { Entries } };
  }

  #receive(queue: DrawnQueue): Step {
    const wrong = this.#chance(0.03);
    const input = {
      // One of each group at a time: the peer never answers more of a group, AWS does.
      MaxNumberOfMessages: wrong ? this.#one([0, 11]) : queue.fifo ? 1 : 10,
      ...(this.#chance(0.4) && { VisibilityTimeout: this.#one([3, 25]) }),
      ...(this.#chance(0.5) && { MessageSystemAttributeNames: ['All'] }),
      MessageAttributeNames: this.#one([['All'], ['colour'], ['size.*', 'colour'], ['other']]),
    };
    return { action: 'ReceiveMessage', queue: queue.name, input };
  }

  #settle(held: readonly Held[], now: number): Step | undefined {
    const usable = held.flatMap((one, n) => (isComparable(one, now) ? [{ one, n }] : []));
    if (usable.length === 0) return undefined;
    const { one, n } = this.#one(usable);
    const current = one.state === 'current' && one.until > now;
    const VisibilityTimeout = this.#chance(0.05) ? 43_201 : this.#one([0, 4, 60]);
    const kind = current ? this.#random() : 0;
    if (kind < 0.4) return { action: 'DeleteMessage', queue: one.queue, input: {}, receipts: [n] };
    if (kind < 0.6)
      return { action: 'DeleteMessageBatch', queue: one.queue, input: { Entries: [{ Id: 'a' }] }, receipts: [n] };
    if (kind < 0.9)
      return { action: 'ChangeMessageVisibility', queue: one.queue, input: { VisibilityTimeout }, receipts: [n] };
    const Entries = [{ Id: 'a', VisibilityTimeout }];
    return { action: 'ChangeMessageVisibilityBatch', queue: one.queue, input: { Entries }, receipts: [n] };
  }

  /** AWS refuses a second purge within a minute, the peer does not. */
  #purge(queue: DrawnQueue, now: number): Step {
    this.#mayPurgeAt = now + 60_000;
    return { action: 'PurgeQueue', queue: queue.name, input: {} };
  }

  #attributes(queue: DrawnQueue): Step {
    return { action: 'GetQueueAttributes', queue: queue.name, input: { AttributeNames: ['All'] } };
  }

  #setAttributes(queue: DrawnQueue): Step {
    const good = [
      { VisibilityTimeout: this.#one(['5', '30']) },
      { MaximumMessageSize: this.#one(['1024', '262144']) },
      ...(queue.fifo ? [] : [{ DelaySeconds: this.#one(['0', '7']) }]),
      ...(queue.dead ? [] : [{ RedrivePolicy: '' }, this.#redrive(`${queue.name.replace('q', 'dead')}`)]),
    ];
    const Attributes = this.#chance(0.2) ? this.#one(REFUSED_ATTRIBUTES) : this.#one(good);
    return { action: 'SetQueueAttributes', queue: queue.name, input: { Attributes } };
  }

  #tags(queue: DrawnQueue): Step {
    return this.#one<Step>([
      { action: 'TagQueue', queue: queue.name, input: { Tags: { [this.#one(['x', 'y'])]: this.#one(['1', '2']) } } },
      { action: 'UntagQueue', queue: queue.name, input: { TagKeys: [this.#one(['x', 'y'])] } },
      { action: 'ListQueueTags', queue: queue.name, input: {} },
    ]);
  }

  #create(queue: DrawnQueue): Step {
    const other = this.#one([
      {},
      { VisibilityTimeout: '5' },
      { MaximumMessageSize: '1024' },
      ...REFUSED_ATTRIBUTES.slice(0, 6),
    ]);
    // The peer compares the default of what is not given, too.
    const { FifoQueue, ContentBasedDeduplication } = queue.attributes;
    const type = queue.fifo ? { FifoQueue, ContentBasedDeduplication } : {};
    return {
      action: 'CreateQueue',
      queue: queue.name,
      input: { QueueName: queue.name, Attributes: { ...type, ...other } },
    };
  }

  #url(queue: DrawnQueue): Step {
    const QueueName = this.#one([queue.name, 'nowhere']);
    return this.#one<Step>([
      { action: 'GetQueueUrl', queue: queue.name, input: { QueueName } },
      { action: 'ListQueues', queue: queue.name, input: { QueueNamePrefix: this.#one(['q', 'dead', 'z']) } },
      { action: 'ReceiveMessage', queue: 'nowhere', input: { MaxNumberOfMessages: 1 } },
    ]);
  }
}
