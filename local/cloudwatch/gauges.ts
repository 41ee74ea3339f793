import { type Cloud, isAwsError } from '../cloud.ts';
import { addValue, emptyHistogram } from './histogram.ts';
import type { MetricIdentity } from './metric.ts';
import type { MetricStore } from './metric-store.ts';

/** What GetQueueAttributes calls the metrics of a queue's depth. */
const DEPTHS: Readonly<Record<string, string>> = {
  ApproximateNumberOfMessagesVisible: 'ApproximateNumberOfMessages',
  ApproximateNumberOfMessagesNotVisible: 'ApproximateNumberOfMessagesNotVisible',
  ApproximateNumberOfMessagesDelayed: 'ApproximateNumberOfMessagesDelayed',
};

const AGE = 'ApproximateAgeOfOldestMessage';

/**
 * The metrics that are a state and not a sum of events: nobody reports them, they are looked up when they are wanted, and
 * what was seen is kept as the minute's value.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export class Gauges {
  readonly #cloud: Cloud;
  readonly #store: MetricStore;

  constructor(cloud: Cloud, store: MetricStore) {
    this.#cloud = cloud;
    this.#store = store;
  }

  /** Looks a gauge up now, if the metric is one, and keeps the value under the given time (epoch seconds). */
  async sample(metric: MetricIdentity, atS: number): Promise<void> {
    const [dimension] = metric.Dimensions ?? [];
    if (metric.Namespace !== 'AWS/SQS' || dimension?.Name !== 'QueueName') return;
    const value = await this.#queueGauge(metric.MetricName, dimension.Value);
    if (value === undefined) return;
    const unit = metric.MetricName === AGE ? 'Seconds' : 'Count';
    const latest = emptyHistogram();
    addValue(latest, value);
    this.#store.update(metric, unit, atS, (histogram) => Object.assign(histogram, latest));
    this.#store.write();
  }

  async #queueGauge(name: string, queue: string): Promise<number | undefined> {
    const attribute = DEPTHS[name] ?? (name === AGE ? AGE : undefined);
    if (!attribute || !this.#cloud.service('sqs')) return undefined;
    try {
      const { QueueUrl } = await this.#cloud.call<{ QueueUrl: string }>('sqs', 'GetQueueUrl', { QueueName: queue });
      return attribute === AGE ? this.#oldestAge(queue) : await this.#depth(QueueUrl, attribute);
    } catch (error) {
      if (isAwsError(error)) return undefined; // a queue that is gone has no depth
      throw error;
    }
  }

  async #depth(QueueUrl: string, attribute: string): Promise<number> {
    const input = { QueueUrl, AttributeNames: ['All'] };
    const { Attributes } = await this.#cloud.call<{ Attributes: Record<string, string> }>(
      'sqs',
      'GetQueueAttributes',
      input,
    );
    return Number(Attributes[attribute]);
  }

  /** The SQS API does not tell the age, so the engine's own table is read; it has an index for this. */
  #oldestAge(queue: string): number {
    const sql = `SELECT MIN(sent_at) AS sent FROM sqs_message WHERE queue = (SELECT id FROM sqs_queue WHERE name = ?)`;
    const sent = this.#cloud.store.get<{ sent: number | null }>(sql, queue)?.sent;
    return typeof sent === 'number' ? Math.max(0, Math.floor((this.#cloud.clock.now() - sent) / 1000)) : 0;
  }
}
