import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmedParts } from './alarms.ts';
import { physicalName } from './naming.ts';

const PERIOD = Duration.minutes(1);
const SUM = { period: PERIOD, statistic: Stats.SUM };

/** The workflow at a glance: what came of its events, how late they are, what is parked, what fails, what is throttled, drift. */
export function dashboard(scope: Construct, parts: Omit<AlarmedParts, 'capped'>): void {
  const { workflow, write, machine, deadLetters, connection } = parts;
  const own = (metricName: string, statistic: string) =>
    new Metric({ namespace: 'Penstock', metricName, dimensionsMap: { workflow }, statistic, period: PERIOD });
  const depth = { period: PERIOD, statistic: Stats.MAXIMUM };
  const pipe = new Metric({
    namespace: 'AWS/EventBridge/Pipes',
    metricName: 'ExecutionFailed',
    dimensionsMap: { PipeName: connection.pipeName },
    ...SUM,
  });
  const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 8 });
  new Dashboard(scope, 'Dashboard', {
    dashboardName: physicalName(scope, workflow),
    widgets: [
      [
        graph(
          'Events',
          ['Applied', 'Superseded', 'Parked'].map((name) => own(name, Stats.SUM)),
        ),
        graph('Lag (ms)', [own('Lag', Stats.p(50)), own('Lag', Stats.p(99))]),
        graph(
          'Dead letters',
          [deadLetters, ...connection.deadLetters].map((queue) =>
            queue.metricApproximateNumberOfMessagesVisible(depth),
          ),
        ),
      ],
      [
        graph('Failures', [machine.metricFailed(SUM), pipe, write.metricErrors(SUM)]),
        graph('Throttles', [write.metricThrottles(SUM)]),
        graph('Drift, and the oldest message (s)', [
          own('Drift', Stats.MAXIMUM),
          ...(connection.backlog ? [connection.backlog.metricApproximateAgeOfOldestMessage({ period: PERIOD })] : []),
        ]),
      ],
    ],
  });
}
