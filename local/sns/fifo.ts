import { hash } from 'node:crypto';
import type { Cloud } from '../cloud.ts';
import { invalidParameter } from './errors.ts';
import type { SnsMessage } from './notification.ts';
import type { Topic } from './topics.ts';

const SCHEMA = `CREATE TABLE IF NOT EXISTS sns_recent (
  topic TEXT NOT NULL, id TEXT NOT NULL, answer TEXT NOT NULL, expires_at INTEGER NOT NULL, PRIMARY KEY (topic, id)
) WITHOUT ROWID; CREATE INDEX IF NOT EXISTS sns_recent_expiry ON sns_recent (expires_at)`;

/** A message that is published again with the same deduplication id within this time is not delivered again. */
const DEDUPLICATION_MS = 300_000;

interface FifoInput {
  readonly Message?: string;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

type Answer = { readonly MessageId: string; readonly SequenceNumber?: string };

/**
 * What FIFO topics took lately. A repeated message is answered as the first one was, and goes to nobody.
 * https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html
 */
export class RecentMessages {
  readonly #cloud: Cloud;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    cloud.store.define(SCHEMA);
  }

  earlier(topic: Topic, message: SnsMessage): Answer | undefined {
    if (!message.fifo) return undefined;
    const found = this.#cloud.store.get<{ answer: string }>(
      'SELECT answer FROM sns_recent WHERE topic = ? AND id = ? AND expires_at > ?',
      ...[topic.arn, keyOf(topic, message.fifo), this.#cloud.clock.now()],
    );
    return found && (JSON.parse(found.answer) as Answer);
  }

  /** Only once it was delivered: a crash before repeats the message, and loses none. */
  remember(topic: Topic, message: SnsMessage, answer: Answer): void {
    if (!message.fifo) return;
    const now = this.#cloud.clock.now();
    this.#cloud.store.run('DELETE FROM sns_recent WHERE expires_at <= ?', now);
    this.#cloud.store.run(
      'INSERT OR REPLACE INTO sns_recent (topic, id, answer, expires_at) VALUES (?, ?, ?, ?)',
      ...[topic.arn, keyOf(topic, message.fifo), JSON.stringify(answer), Math.floor(now + DEDUPLICATION_MS)],
    );
  }
}

/** Groups deduplicate each for itself if the topic's throughput is theirs. */
const keyOf = (topic: Topic, { group, dedupId }: { group: string; dedupId: string }): string =>
  topic.attributes.FifoThroughputScope === 'MessageGroup' ? `${group} ${dedupId}` : dedupId;

export function fifoFields(topic: Topic, input: FifoInput): Pick<SnsMessage, 'fifo'> {
  if (!topic.fifo) return {};
  const { MessageGroupId: group, MessageDeduplicationId: dedupId } = input;
  if (!group) throw invalidParameter('The MessageGroupId parameter is required for FIFO topics');
  if (dedupId) return { fifo: { group, dedupId } };
  if (topic.attributes.ContentBasedDeduplication === 'true')
    return { fifo: { group, dedupId: hash('sha256', String(input.Message)) } };
  throw invalidParameter(
    'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
}
