import type { Timer } from '../clock.ts';
import type { Cloud } from '../cloud.ts';

interface Directive {
  readonly Namespace: string;
  readonly Dimensions?: readonly (readonly string[])[];
  readonly Metrics?: readonly { readonly Name: string; readonly Unit?: string; readonly StorageResolution?: number }[];
}

interface Datum {
  readonly MetricName: string;
  readonly Dimensions: { Name: string; Value: string }[];
  readonly Timestamp: number;
  readonly Unit: string;
  readonly Values: number[];
  readonly StorageResolution?: number;
}

/** How long data wait for company, and how many `PutMetricData` takes at once. */
const FLUSH_MS = 250;
const MAX_DATA = 1_000;

/**
 * Turns log events in the embedded metric format into CloudWatch metrics.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class MetricExtractor {
  readonly #cloud: Cloud;
  #byNamespace = new Map<string, Datum[]>();
  #timer: Timer | undefined;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  /** Looks for `_aws.CloudWatchMetrics` in a log event; other text costs one search. */
  extract(message: string, timestamp: number): void {
    if (!message.startsWith('{') || !message.includes('"CloudWatchMetrics"')) return;
    const document = parse(message);
    const aws = document?._aws;
    if (!document || !isRecord(aws) || !Array.isArray(aws.CloudWatchMetrics)) return;
    const at = typeof aws.Timestamp === 'number' ? aws.Timestamp : timestamp;
    for (const directive of aws.CloudWatchMetrics) if (isDirective(directive)) this.#collect(directive, document, at);
  }

  #collect(directive: Directive, document: Record<string, unknown>, timestamp: number): void {
    const data = this.#byNamespace.get(directive.Namespace) ?? [];
    this.#byNamespace.set(directive.Namespace, data);
    for (const names of directive.Dimensions ?? [[]]) {
      const Dimensions = names.map((Name) => ({ Name, Value: String(document[Name]) }));
      for (const { Name, Unit = 'None', StorageResolution } of directive.Metrics ?? []) {
        const Values = numbers(document[Name]);
        if (Values.length > 0)
          data.push({ MetricName: Name, Dimensions, Timestamp: timestamp / 1000, Unit, Values, StorageResolution });
      }
    }
    this.#timer ??= this.#cloud.clock.setTimer(FLUSH_MS, () => void this.flush());
  }

  /** Sends what has been collected. Metrics are best effort, as on AWS: a runtime without CloudWatch drops them. */
  async flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    const collected = this.#byNamespace;
    this.#byNamespace = new Map();
    if (!this.#cloud.service('cloudwatch')) return;
    for (const [Namespace, data] of collected)
      for (let from = 0; from < data.length; from += MAX_DATA)
        await this.#put(Namespace, data.slice(from, from + MAX_DATA));
  }

  async #put(Namespace: string, MetricData: Datum[]): Promise<void> {
    try {
      await this.#cloud.call('cloudwatch', 'PutMetricData', { Namespace, MetricData });
    } catch (error) {
      process.stderr.write(`logs: metrics of ${Namespace} were not accepted: ${String(error)}\n`);
    }
  }
}

function parse(message: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(message);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined; // a log line that looks like a metric and is none
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isDirective = (value: unknown): value is Directive => isRecord(value) && typeof value.Namespace === 'string';

const numbers = (value: unknown): number[] =>
  (Array.isArray(value) ? value : [value]).filter((each): each is number => typeof each === 'number');
