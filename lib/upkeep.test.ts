import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import * as z from 'zod';
import { InventoryToAlgolia } from '../workflows/inventory-to-algolia/index.ts';
import type { WorkflowContext } from './context.ts';
import { EcstWorkflow, handler, partnerEvents } from './index.ts';
import { templateOf } from './test-support/stack.ts';

describe('a replica that is compared and swept by a schedule', () => {
  const template = templateOf([InventoryToAlgolia]);
  const NAME = 'Test-inventory-to-algolia';

  test('is compared by a function that may only ask the write function', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: `${NAME}-reconcile`,
      Timeout: 900,
      Environment: { Variables: { WORKFLOW: 'inventory-to-algolia', WRITE_FUNCTION: Match.anyValue() } },
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      Name: `${NAME}-reconcile`,
      ScheduleExpression: 'rate(1 day)',
    });
  });

  test('sounds an alarm as soon as anything differs, and until a comparison finds nothing', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `${NAME}-drift`,
      Namespace: 'Penstock',
      MetricName: 'Drift',
      Dimensions: [{ Name: 'workflow', Value: 'inventory-to-algolia' }],
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'ignore',
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: `${NAME}-reconcile-errors` });
  });

  test('is swept by its own write function', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      Name: `${NAME}-purge`,
      ScheduleExpression: 'rate(7 days)',
      Targets: [Match.objectLike({ Input: '{"operation":"purge"}' })],
    });
  });
});

test('a workflow without a table cannot be compared, and says so', () => {
  class Compared extends Construct {
    constructor(scope: Construct, id: string, { auth0 }: WorkflowContext) {
      super(scope, id);
      new EcstWorkflow(this, 'Workflow', {
        source: partnerEvents(auth0.buses, { source: ['x'] }),
        contract: z.object({}),
        write: handler(import.meta.dirname, 'upkeep.ts'),
        reconcile: Schedule.rate(Duration.days(1)),
      });
    }
  }
  expect(() => templateOf([Compared])).toThrow(/compared takes a bus's events/);
});
