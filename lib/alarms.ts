import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { kebab, physicalName } from './naming.ts';
import { runbookLink } from './runbooks.ts';
import type { Connection } from './sources/source.ts';

export interface AlarmedParts {
  readonly workflow: string;
  readonly write: IFunction;
  readonly machine: StateMachine;
  readonly deadLetters: IQueue;
  readonly connection: Connection;
  /** The function's concurrency is limited on purpose: being throttled is then how it works. */
  readonly capped: boolean;
}

interface Watch {
  readonly id: string;
  readonly metric: IMetric;
  readonly above: number;
  /** How many periods in a row. */
  readonly periods: number;
  readonly description: string;
}

const PERIOD = Duration.minutes(1);

/** An event this late is somebody's business, long before a record can be lost (a stream's live 24 h). */
const LATE_MS = Duration.minutes(5).toMilliseconds();

/** The alarms of a workflow: dead letters, lateness, failures, throttling. */
export function alarms(scope: Construct, parts: AlarmedParts): void {
  const within = new Construct(scope, 'Alarms');
  for (const { id, metric, above, periods, description } of [
    ...letters(parts),
    ...lateness(parts),
    ...failures(parts),
  ]) {
    new Alarm(within, id, {
      alarmName: physicalName(scope, parts.workflow, kebab(id)),
      alarmDescription: `${description} ${runbookLink(parts.workflow, id)}`,
      metric,
      threshold: above,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

/** `NumberOfMessagesSent` does not count what a redrive policy moves, so the depth is watched. */
function letters({ workflow, deadLetters, connection }: AlarmedParts): Watch[] {
  return [deadLetters, ...connection.deadLetters].map((queue) => ({
    id: queue.node.id,
    metric: queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: Stats.MAXIMUM }),
    above: 0,
    periods: 1,
    description: `${workflow}: there are dead letters in ${queue.node.id}.`,
  }));
}

function lateness({ workflow, connection }: AlarmedParts): Watch[] {
  const lag = new Metric({
    namespace: 'Penstock',
    metricName: 'Lag',
    dimensionsMap: { workflow },
    statistic: Stats.p(99),
    period: PERIOD,
  });
  const late = { above: LATE_MS, periods: 5, description: `${workflow}: events reach the target late.` };
  const watches: Watch[] = [{ id: 'Lag', metric: lag, ...late }];
  if (connection.backlog) {
    const metric = connection.backlog.metricApproximateAgeOfOldestMessage({ period: PERIOD });
    watches.push({ ...late, id: 'Backlog', metric, above: LATE_MS / 1000 });
  }
  return watches;
}

function failures({ workflow, write, machine, connection, capped }: AlarmedParts): Watch[] {
  // A shard that is held back applies nothing, hence has no lag to show; its pipe's failures show it.
  const held = new Metric({
    namespace: 'AWS/EventBridge/Pipes',
    metricName: 'ExecutionFailed',
    dimensionsMap: { PipeName: connection.pipeName },
    statistic: Stats.SUM,
    period: PERIOD,
  });
  const sum = { period: PERIOD, statistic: Stats.SUM };
  const watches: Watch[] = [
    { id: 'Pipe', metric: held, above: 0, periods: 5, description: `${workflow}: the pipe fails again and again.` },
    {
      id: 'Executions',
      metric: machine.metricFailed(sum),
      above: 0,
      periods: connection.backlog ? 1 : 5,
      description: `${workflow}: executions fail. Of a Standard machine, each holds events that were not even parked.`,
    },
  ];
  if (capped) return watches;
  const throttled = { above: 0, periods: 5, description: `${workflow}: the write function is throttled.` };
  return [...watches, { id: 'Throttles', metric: write.metricThrottles(sum), ...throttled }];
}
