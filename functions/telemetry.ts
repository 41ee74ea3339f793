import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Invocation } from './deadline.ts';
import { loggedKeys } from './log-keys.ts';
import { setting } from './settings.ts';

/** What became of the events of one invocation. Every event is counted in exactly one of the three. */
export interface Tally {
  readonly applied: number;
  /** The target held that version or a newer one already: nothing to do, which is success. */
  readonly superseded: number;
  readonly parked: number;
  /** Of each applied event: milliseconds from its write at the source to the target's acknowledgement. */
  readonly lagMs: readonly number[];
}

/** What a log line is about, so that it is found from either end. */
export interface About {
  /** Of the events, see correlation.ts. */
  readonly ids: readonly (string | undefined)[];
  /** The events' business keys, as far as they are known: logged only where `LOG_KEYS` says so. */
  readonly keys?: readonly (string | undefined)[];
  readonly invocation?: Invocation | undefined;
}

/**
 * Publishes metrics (EMF, namespace `Penstock`, dimension `workflow`) and one log line a batch, with the ids of its events, of the
 * invocation and (Powertools adds it) of the X-Ray trace. No payload, no name; keys only where executions are found by nothing else.
 */
export class Telemetry {
  readonly #metrics: Metrics;
  readonly #logger: Logger;

  constructor(workflow = setting('WORKFLOW')) {
    this.#metrics = new Metrics({ namespace: 'Penstock' });
    // Powertools adds a dimension `service`; metrics are looked up by the workflow alone.
    this.#metrics.clearDefaultDimensions();
    this.#metrics.setDefaultDimensions({ workflow });
    this.#logger = new Logger({ serviceName: workflow, logLevel: 'INFO' });
  }

  record = (tally: Tally, about: About): void => {
    const { applied, superseded, parked, lagMs } = tally;
    const events = applied + superseded + parked;
    this.#metrics.addMetric('Events', MetricUnit.Count, events);
    this.#metrics.addMetric('Applied', MetricUnit.Count, applied);
    this.#metrics.addMetric('Superseded', MetricUnit.Count, superseded);
    this.#metrics.addMetric('Parked', MetricUnit.Count, parked);
    for (const lag of lagMs) this.#metrics.addMetric('Lag', MetricUnit.Milliseconds, lag);
    this.#metrics.publishStoredMetrics();
    this.#logger.info('batch', { events, applied, superseded, parked, ...named(about) });
  };

  /** A batch that will be tried again, and why. */
  retrying = (error: Error, about: About): void => {
    this.#logger.warn('to be retried', { error: error.name, reason: error.message, ...named(about) });
  };
}

function named({ ids, keys = [], invocation }: About) {
  const correlationIds = ids.filter((id) => id !== undefined);
  const requestId = invocation?.awsRequestId;
  return { correlationIds, ...(requestId && { function_request_id: requestId }), ...loggedKeys(keys, invocation) };
}
