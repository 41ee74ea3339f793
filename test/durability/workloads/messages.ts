import type { Aws } from '../aws.ts';
import { attempt, mustRefuse, repeat, type Workload } from '../workload.ts';
import { createQueue, depth, receive, remove } from './queue.ts';

/** Messages are sent, received and deleted: none is lost, and none comes back once its deletion was acknowledged. */
export class Messages implements Workload {
  readonly name = 'SQS messages';
  acknowledged = 0;
  #url = '';
  #next = 0;
  readonly #sent = new Set<string>();
  readonly #kept = new Set<string>();
  readonly #received = new Set<string>();
  readonly #deleted = new Set<string>();
  readonly #wrong: string[] = [];

  async setUp(aws: Aws): Promise<void> {
    this.#url = await createQueue(aws, 'durable-messages', 1);
  }

  async step(aws: Aws): Promise<void> {
    const body = `message-${this.#next++}`;
    this.#sent.add(body);
    const answer = await attempt(aws.call('sqs', 'SendMessage', { QueueUrl: this.#url, MessageBody: body }));
    if (answer === 'unknown') return;
    this.#kept.add(body);
    this.acknowledged += 1;
    await mustRefuse(
      aws.call('sqs', 'SendMessage', { QueueUrl: this.#url, MessageBody: '' }),
      'MissingRequiredParameter',
    );
    await this.#consume(aws);
  }

  async check(): Promise<string[]> {
    return this.#wrong.splice(0);
  }

  async settle(aws: Aws): Promise<string[]> {
    await repeat(20_000, async () => {
      await this.#consume(aws);
      return (await depth(aws, this.#url)) === 0;
    });
    const lost = [...this.#kept].filter((body) => !this.#received.has(body));
    return [...this.#wrong, ...lost.map((body) => `${body} was lost`)];
  }

  async #consume(aws: Aws): Promise<void> {
    for (const message of await receive(aws, this.#url)) {
      if (!this.#sent.has(message.Body)) this.#wrong.push(`${message.Body} was never sent`);
      if (this.#deleted.has(message.Body)) this.#wrong.push(`${message.Body} came back after its deletion`);
      this.#received.add(message.Body);
      if (await remove(aws, this.#url, message)) this.#deleted.add(message.Body);
    }
  }
}
