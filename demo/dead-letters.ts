import { GetQueueAttributesCommand, GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings } from '../bin/client-settings.ts';

/** A parked event, as far as the demonstration looks into it. */
export interface DeadLetter {
  readonly key?: string;
  readonly version?: number;
  readonly reason: string;
}

/** Reads a queue's messages once each and leaves them there (it hides them for ten minutes, longer than a demonstration takes). */
export class DeadLetterReader {
  readonly #client: SQSClient;
  readonly #seen = new Map<string, DeadLetter>();
  readonly #queue: string;
  #url: string | undefined;

  constructor(endpoint: string, queue: string) {
    this.#client = new SQSClient({ ...clientSettings(endpoint), useQueueUrlAsEndpoint: false });
    this.#queue = queue;
  }

  /** All letters so far. */
  async read(): Promise<readonly DeadLetter[]> {
    const QueueUrl = await this.#queueUrl();
    for (;;) {
      const { Messages = [] } = await this.#client.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
      );
      if (!Messages.length) return [...this.#seen.values()];
      for (const { MessageId, Body } of Messages)
        this.#seen.set(MessageId ?? '', JSON.parse(Body ?? '{}') as DeadLetter);
    }
  }

  /** How many messages the queue holds, seen or not. */
  async depth(): Promise<number> {
    const QueueUrl = await this.#queueUrl();
    const { Attributes = {} } = await this.#client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
  }

  close(): void {
    this.#client.destroy();
  }

  async #queueUrl(): Promise<string> {
    this.#url ??= (await this.#client.send(new GetQueueUrlCommand({ QueueName: this.#queue }))).QueueUrl;
    return this.#url ?? '';
  }
}
