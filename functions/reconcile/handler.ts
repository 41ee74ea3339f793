import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { WorkflowFunction } from '../clients/workflow-function.ts';
import { setting } from '../settings.ts';
import { reconcile } from './reconcile.ts';

/**
 * The scheduled comparison of a workflow's source and target: publishes `Drift`, the number of keys that differ (0 too, so that the
 * metric shows that it ran), and logs how they differ. It repairs nothing and names no key: an operator does, with
 * `penstock reconcile`.
 */
export const handler = async (): Promise<object> => {
  const workflow = setting('WORKFLOW');
  const found = await reconcile(new WorkflowFunction(new LambdaClient({}), setting('WRITE_FUNCTION')));
  const { drift, ...report } = found;
  const metrics = new Metrics({ namespace: 'Penstock' });
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ workflow });
  metrics.addMetric('Drift', MetricUnit.Count, drift.length);
  metrics.publishStoredMetrics();
  new Logger({ serviceName: workflow, logLevel: 'INFO' }).info('reconciled', { drift: drift.length, ...report });
  return report;
};
