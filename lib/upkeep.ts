import { join } from 'node:path';
import { Duration, Size } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, RuleTargetInput, type Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { OperationRequest } from '../functions/operate/operation.ts';
import { BundledFunction } from './function.ts';
import { handler } from './handler.ts';
import { kebab, physicalName } from './naming.ts';
import { runbookLink } from './runbooks.ts';

export interface UpkeepProps {
  readonly workflow: string;
  /** The function whose target is compared, or swept. */
  readonly write: IFunction;
  /** How often source and target are compared; their differences are the metric `Drift`, with an alarm. */
  readonly reconcile?: Schedule | undefined;
  /** How often tombstones that no event can be older than are removed, where the target does not do so itself. */
  readonly purge?: Schedule | undefined;
}

/** What keeps a replica right over the years: a comparison that nobody has to think of, and an end to tombstones. */
export class Upkeep extends Construct {
  readonly #props: UpkeepProps;

  constructor(scope: Construct, id: string, props: UpkeepProps) {
    super(scope, id);
    this.#props = props;
    if (props.reconcile) this.#reconcile(props.reconcile);
    if (props.purge) this.#purge(props.purge);
  }

  #reconcile(schedule: Schedule): void {
    const { workflow, write } = this.#props;
    const compare = new BundledFunction(this, 'Reconcile', {
      name: physicalName(this, workflow, 'reconcile'),
      description: `${workflow}: compares source and target`,
      source: handler(join(import.meta.dirname, '../functions/reconcile'), 'handler.ts'),
      environment: { WORKFLOW: workflow, WRITE_FUNCTION: write.functionName },
      timeout: Duration.minutes(15),
      memoryMb: 1024,
      // Two sides of keys and versions, about 40 bytes each: enough for ten million rows.
      ephemeralStorage: Size.gibibytes(1),
    });
    compare.addToRolePolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [write.functionArn] }),
    );
    this.#every('Reconcile', schedule, compare);
    const dimensionsMap = { workflow };
    const drift = new Metric({ namespace: 'Penstock', metricName: 'Drift', dimensionsMap, ...WORST });
    this.#alarm('Drift', drift, 'source and target differ: penstock reconcile names the keys.');
    this.#alarm('ReconcileErrors', compare.metricErrors(WORST), 'source and target could not be compared.');
  }

  #purge(schedule: Schedule): void {
    const request: OperationRequest = { operation: 'purge' };
    this.#every('Purge', schedule, this.#props.write, request);
  }

  #every(id: string, schedule: Schedule, target: IFunction, event: object = {}): void {
    const ruleName = physicalName(this, this.#props.workflow, kebab(id));
    new Rule(this, `${id}Rule`, { ruleName, schedule }).addTarget(
      // The next time comes: what failed need not be tried for a day.
      new LambdaFunction(target, { event: RuleTargetInput.fromObject(event), retryAttempts: 2 }),
    );
  }

  /** It stays as it is until the next comparison, hours later. */
  #alarm(id: string, metric: IMetric, description: string): void {
    const { workflow } = this.#props;
    new Alarm(this, id, {
      alarmName: physicalName(this, workflow, kebab(id)),
      alarmDescription: `${workflow}: ${description} ${runbookLink(workflow, id)}`,
      metric,
      threshold: 0,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.IGNORE,
    });
  }
}

const WORST = { statistic: Stats.MAXIMUM, period: Duration.minutes(5) };
