import type { Cloud } from '../cloud.ts';
import { Meter } from '../meter.ts';
import type { Outcome } from './outcome.ts';

/** The metrics of pipes. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-monitoring.html */
export class PipeMeter {
  readonly #meter: Meter;

  constructor(cloud: Cloud) {
    this.#meter = new Meter(cloud, 'AWS/EventBridge/Pipes', 'PipeName');
  }

  began(pipe: string, events: number, bytes: number): void {
    this.#meter.add(pipe, 'EventCount', events);
    this.#meter.add(pipe, 'EventSize', bytes, 'Bytes');
    this.#meter.add(pipe, 'ConcurrentExecutions');
  }

  ended(pipe: string, outcome: Outcome): void {
    if (outcome.kind === 'done') return;
    const { error } = outcome;
    this.#meter.add(pipe, outcome.kind === 'partial' ? 'ExecutionPartiallyFailed' : 'ExecutionFailed');
    this.#meter.add(pipe, error.stage === 'target' ? 'TargetStageFailed' : 'EnrichmentStageFailed');
    if (error.code === 'ExecutionTimeout') this.#meter.add(pipe, 'ExecutionTimeout');
    else if (error.fault === 'internal') this.#meter.add(pipe, 'ExecutionThrottled');
  }

  lasted(pipe: string, metric: 'EnrichmentStageDuration' | 'TargetStageDuration', ms: number): void {
    this.#meter.add(pipe, metric, ms, 'Milliseconds');
  }

  /** Puts what has been gathered. */
  flush(): void {
    this.#meter.flush();
  }
}
