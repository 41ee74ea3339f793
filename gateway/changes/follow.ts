import { setTimeout as pause } from 'node:timers/promises';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SourceDeclaration } from '../declare.ts';
import { type Change, changeReader } from './topics.ts';

export interface ChangeQueue {
  /** Waits for messages for some seconds; none is an answer too. Rejects when aborted. */
  receive(signal: AbortSignal): Promise<readonly Message[]>;
  remove(messages: readonly Message[]): Promise<void>;
}

export interface FollowOptions {
  /** Of this process alone: two that share one would each hear of half of the changes. */
  readonly queue: ChangeQueue;
  readonly sources: readonly SourceDeclaration[];
  readonly publish: (change: Change) => void;
  /** Told of failures to read the queue, and of messages that are no event of any topic. */
  readonly report: (problem: string, cause?: unknown) => void;
  /** Milliseconds to wait after a failure. Default 1,000. */
  readonly pauseMs?: number;
}

/** The longest that SQS lets a request wait. */
const WAIT_SECONDS = 20;

export function sqsQueue(client: SQSClient, QueueUrl: string): ChangeQueue {
  return {
    receive: async (abortSignal) => {
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: WAIT_SECONDS });
      return (await client.send(command, { abortSignal })).Messages ?? [];
    },
    remove: async (messages) => {
      const Entries = messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
      await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    },
  };
}

/** Hands on what happened on the bus to the pages that watch, until it is closed. A queue that cannot be read is tried again. */
export function followChanges(options: FollowOptions): { close(): Promise<void> } {
  const stopping = new AbortController();
  const running = run(options, stopping.signal);
  return {
    close: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function run(options: FollowOptions, signal: AbortSignal): Promise<void> {
  const read = changeReader(options.sources);
  while (!signal.aborted) {
    try {
      await takeSome(options, read, signal);
    } catch (error) {
      if (signal.aborted) return;
      options.report('the queue of changes cannot be read', error);
      await pause(options.pauseMs ?? 1_000, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function takeSome(
  { queue, publish, report }: FollowOptions,
  read: ReturnType<typeof changeReader>,
  signal: AbortSignal,
): Promise<void> {
  const messages = await queue.receive(signal);
  for (const message of messages) {
    const change = read(parsed(message));
    if (change) publish(change);
    else report(`message ${message.MessageId} is no event that a page watches`);
  }
  if (messages.length > 0) await queue.remove(messages);
}

function parsed({ Body = '' }: Message): unknown {
  try {
    return JSON.parse(Body);
  } catch {
    return undefined;
  }
}
