import type { Timer } from '../clock.ts';
import type { Cloud } from '../cloud.ts';
import type { Outcome } from './outcome.ts';

/** How long figures are gathered before they are put: a call for each batch would cost more than the batch. */
const GATHER_MS = 10_000;

interface Statistic {
  count: number;
  sum: number;
  min: number;
  max: number;
}

/** Gathers the pipes' metrics, and puts them in `AWS/EventBridge/Pipes` with the dimension `PipeName`. */
export class Meter {
  readonly #cloud: Cloud;
  readonly #pipes = new Map<string, Map<string, Statistic>>();
  #timer: Timer | undefined;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  began(pipe: string, events: number, bytes: number): void {
    this.#add(pipe, 'EventCount', events);
    this.#add(pipe, 'EventSize', bytes);
    this.#add(pipe, 'ConcurrentExecutions', 1);
  }

  ended(pipe: string, outcome: Outcome): void {
    if (outcome.kind === 'done') return;
    const { error } = outcome;
    this.#add(pipe, outcome.kind === 'partial' ? 'ExecutionPartiallyFailed' : 'ExecutionFailed', 1);
    this.#add(pipe, error.stage === 'target' ? 'TargetStageFailed' : 'EnrichmentStageFailed', 1);
    if (error.code === 'ExecutionTimeout') this.#add(pipe, 'ExecutionTimeout', 1);
    else if (error.fault === 'internal') this.#add(pipe, 'ExecutionThrottled', 1);
  }

  lasted(pipe: string, metric: 'EnrichmentStageDuration' | 'TargetStageDuration', ms: number): void {
    this.#add(pipe, metric, ms);
  }

  /** Puts what has been gathered. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const gathered = [...this.#pipes];
    this.#pipes.clear();
    for (const [pipe, metrics] of gathered) this.#put(pipe, metrics);
  }

  #add(pipe: string, metric: string, value: number): void {
    const metrics = this.#pipes.get(pipe) ?? new Map<string, Statistic>();
    this.#pipes.set(pipe, metrics);
    const held = metrics.get(metric) ?? { count: 0, sum: 0, min: value, max: value };
    metrics.set(metric, held);
    held.count += 1;
    held.sum += value;
    held.min = Math.min(held.min, value);
    held.max = Math.max(held.max, value);
    this.#timer ??= this.#cloud.clock.setTimer(GATHER_MS, () => this.flush());
  }

  #put(pipe: string, metrics: Map<string, Statistic>): void {
    if (!this.#cloud.service('cloudwatch')) return;
    const MetricData = [...metrics].map(([MetricName, { count, sum, min, max }]) => ({
      MetricName,
      Dimensions: [{ Name: 'PipeName', Value: pipe }],
      Timestamp: this.#cloud.clock.now() / 1000,
      Unit: MetricName.endsWith('Duration') ? 'Milliseconds' : MetricName === 'EventSize' ? 'Bytes' : 'Count',
      StatisticValues: { SampleCount: count, Sum: sum, Minimum: min, Maximum: max },
    }));
    // figures are a best effort: a pipe goes on without them
    void this.#cloud
      .call('cloudwatch', 'PutMetricData', { Namespace: 'AWS/EventBridge/Pipes', MetricData })
      .catch(() => undefined);
  }
}
