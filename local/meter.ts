import type { Timer } from './clock.ts';
import type { Cloud } from './cloud.ts';

/** How long figures are gathered before they are put: a call for each event would cost more than the event. */
const GATHER_MS = 10_000;
const MINUTE_MS = 60_000;

/** As many different values as one datum may have; a metric that has gathered so many is put at once. */
const MOST_VALUES = 150;

export type Unit = 'Bytes' | 'Count' | 'Milliseconds';

interface Gathered {
  readonly name: string;
  readonly dimension: string;
  readonly unit: Unit;
  /** How often each value came. */
  readonly values: Map<number, number>;
}

/**
 * Gathers the metrics that an AWS service reports of itself, and puts them into one CloudWatch namespace. They are gathered for 10 s,
 * but never past the full minute, when the alarms look.
 */
export class Meter {
  readonly #cloud: Cloud;
  readonly #namespace: string;
  readonly #dimensionName: string;
  readonly #gathered = new Map<string, Map<string, Gathered>>();
  #timer: Timer | undefined;
  #sinceMs = 0;

  /** @param dimensionName such as `PipeName`: what its metrics are told apart by */
  constructor(cloud: Cloud, namespace: string, dimensionName: string) {
    this.#cloud = cloud;
    this.#namespace = namespace;
    this.#dimensionName = dimensionName;
  }

  add(dimension: string, name: string, value = 1, unit: Unit = 'Count'): void {
    if (!this.#cloud.observed || !this.#cloud.service('cloudwatch')) return;
    const { values } = this.#of(dimension, name, unit);
    values.set(value, (values.get(value) ?? 0) + 1);
    if (values.size >= MOST_VALUES) this.flush();
    else this.#arm();
  }

  /** Puts what has been gathered. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const MetricData = [...this.#gathered.values()].flatMap((metrics) => [...metrics.values()]).map(this.#datum);
    this.#gathered.clear();
    // figures are a best effort: what is measured goes on without them
    for (let at = 0; at < MetricData.length; at += 1_000)
      void this.#cloud
        .call('cloudwatch', 'PutMetricData', {
          Namespace: this.#namespace,
          MetricData: MetricData.slice(at, at + 1_000),
        })
        .catch((error: unknown) => process.emitWarning(`metrics of ${this.#namespace} were lost: ${String(error)}`));
  }

  #of(dimension: string, name: string, unit: Unit): Gathered {
    const metrics = this.#gathered.get(dimension) ?? new Map<string, Gathered>();
    this.#gathered.set(dimension, metrics);
    const gathered = metrics.get(name) ?? { name, dimension, unit, values: new Map<number, number>() };
    metrics.set(name, gathered);
    return gathered;
  }

  #arm(): void {
    if (this.#timer) return;
    const { clock } = this.#cloud;
    this.#sinceMs = clock.now();
    const toMinute = MINUTE_MS - (this.#sinceMs % MINUTE_MS);
    this.#timer = clock.setTimer(Math.max(0, Math.min(GATHER_MS, toMinute - 1)), () => this.flush());
  }

  readonly #datum = ({ name, dimension, unit, values }: Gathered): object => ({
    MetricName: name,
    Dimensions: [{ Name: this.#dimensionName, Value: dimension }],
    Timestamp: this.#sinceMs / 1_000,
    Unit: unit,
    Values: [...values.keys()],
    Counts: [...values.values()],
  });
}
