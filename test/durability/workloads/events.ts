import type { Aws } from '../aws.ts';
import { attempt, repeat, type Workload } from '../workload.ts';
import { createQueue, receive, remove } from './queue.ts';

const QUEUE = 'durable-events';

/** Events that a rule hands to a queue: each that was accepted arrives, at least once; none that was refused. */
export class Events implements Workload {
  readonly name = 'events to a queue';
  acknowledged = 0;
  #url = '';
  #next = 0;
  readonly #accepted = new Set<string>();
  readonly #sent = new Set<string>();
  readonly #arrived = new Set<string>();

  async setUp(aws: Aws): Promise<void> {
    this.#url = await createQueue(aws, QUEUE, 1);
    await aws.call('events', 'PutRule', { Name: 'durable', EventPattern: '{"source":["durable"]}' });
    const Arn = `arn:aws:sqs:us-east-1:000000000000:${QUEUE}`;
    await aws.call('events', 'PutTargets', { Rule: 'durable', Targets: [{ Id: 'queue', Arn }] });
  }

  async step(aws: Aws): Promise<void> {
    const id = `event-${this.#next++}`;
    this.#sent.add(id);
    // the second entry lacks its source, and is refused alone
    const Entries = [entry(id), { DetailType: 'Durable', Detail: JSON.stringify({ id: `ghost-${id}` }) }];
    const answer = await attempt(aws.call<{ FailedEntryCount: number }>('events', 'PutEvents', { Entries }));
    if (answer === 'unknown') return;
    if (answer.FailedEntryCount !== 1) throw new Error(`${answer.FailedEntryCount} entries failed, not one`);
    this.#accepted.add(id);
    this.acknowledged += 1;
    await this.#collect(aws);
  }

  async check(): Promise<string[]> {
    return [];
  }

  async settle(aws: Aws): Promise<string[]> {
    await repeat(20_000, async () => {
      await this.#collect(aws);
      return [...this.#accepted].every((id) => this.#arrived.has(id));
    });
    const lost = [...this.#accepted].filter((id) => !this.#arrived.has(id)).map((id) => `${id} was lost`);
    return [
      ...lost,
      ...[...this.#arrived].filter((id) => !this.#sent.has(id)).map((id) => `${id} was refused, yet came`),
    ];
  }

  async #collect(aws: Aws): Promise<void> {
    for (const message of await receive(aws, this.#url)) {
      this.#arrived.add((JSON.parse(message.Body) as { detail: { id: string } }).detail.id);
      await remove(aws, this.#url, message);
    }
  }
}

const entry = (id: string): object => ({ Source: 'durable', DetailType: 'Durable', Detail: JSON.stringify({ id }) });
