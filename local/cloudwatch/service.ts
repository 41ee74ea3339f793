import type { Timer } from '../clock.ts';
import type { Cloud, Service } from '../cloud.ts';
import { type Shapes, shaped } from '../template/shaped.ts';
import { alarmActions } from './alarm-actions.ts';
import { AlarmStore } from './alarm-store.ts';
import { Alarms } from './alarms.ts';
import { dashboardActions } from './dashboard-actions.ts';
import { invalidParameter } from './errors.ts';
import { Gauges } from './gauges.ts';
import { metricActions } from './metric-actions.ts';
import { MetricStore } from './metric-store.ts';
import { Queries } from './queries.ts';

const MINUTE_MS = 60_000;

const SHAPES: Shapes = {
  objects: ['Dimensions', 'MetricData', 'MetricDataQueries', 'Metrics', 'Tags'],
  texts: [
    'AlarmActions',
    'AlarmNames',
    'AlarmTypes',
    'DashboardNames',
    'ExtendedStatistics',
    'InsufficientDataActions',
    'OKActions',
    'Statistics',
  ],
  text: ['AlarmName', 'AlarmNamePrefix', 'AlarmRule', 'DashboardBody', 'DashboardName', 'MetricName', 'Namespace'],
  refuse: invalidParameter,
};

/** CloudWatch metrics, alarms and dashboards. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/ */
export function createCloudWatchService(cloud: Cloud): Service {
  const metrics = new MetricStore(cloud);
  const queries = new Queries(metrics, new Gauges(cloud, metrics));
  const alarms = new Alarms(cloud, new AlarmStore(cloud.store), queries);
  const minutes = new EveryMinute(cloud, async () => {
    metrics.purge();
    await alarms.evaluateAll();
  });
  return {
    name: 'cloudwatch',
    actions: shaped(
      {
        ...metricActions(cloud, metrics, queries),
        ...alarmActions(cloud, alarms),
        ...dashboardActions(cloud, alarms.store),
      },
      SHAPES,
    ),
    start: () => minutes.start(),
    stop: () => minutes.stop(),
  };
}

/** Runs at every full minute, one run at a time. */
class EveryMinute {
  readonly #cloud: Cloud;
  readonly #run: () => Promise<void>;
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;

  constructor(cloud: Cloud, run: () => Promise<void>) {
    this.#cloud = cloud;
    this.#run = run;
  }

  start(): void {
    const delay = MINUTE_MS - (this.#cloud.clock.now() % MINUTE_MS);
    this.#timer = this.#cloud.clock.setTimer(delay, () => {
      this.start();
      this.#running ??= this.#run().finally(() => {
        this.#running = undefined;
      });
    });
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#running;
  }
}
