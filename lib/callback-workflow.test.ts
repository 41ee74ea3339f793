import { Match } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { MOST_WAITS } from '../functions/callback/call-back.ts';
import { Auth0UserChanged } from '../workflows/auth0-user-changed/index.ts';
import { providerChanged } from '../workflows/provider-changed/contract.ts';
import { ProviderChanged } from '../workflows/provider-changed/index.ts';
import { callbackDefinition } from './callback-definition.ts';
import { CallbackWorkflow } from './callback-workflow.ts';
import type { WorkflowContext } from './context.ts';
import { handler } from './handler.ts';
import { CALLBACK_RETRY } from './retries.ts';
import { tableChanges } from './sources/table-changes.ts';
import { stackOf, templateOf } from './test-support/stack.ts';

// cdk-nag runs at the synthesis: a finding would end it.
const template = templateOf([ProviderChanged, Auth0UserChanged]);
const NAME = 'Test-provider-changed';

test('notifications are taken in batches within a window, and only start a Standard machine', () => {
  template.hasResourceProperties('AWS::Pipes::Pipe', {
    Name: NAME,
    SourceParameters: { SqsQueueParameters: { BatchSize: 40, MaximumBatchingWindowInSeconds: 2 } },
    TargetParameters: { StepFunctionStateMachineParameters: { InvocationType: 'FIRE_AND_FORGET' } },
  });
  template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
    StateMachineName: NAME,
    StateMachineType: 'STANDARD',
  });
});

test('a batch of the largest events fits an execution’s input', () => {
  const [queue] = Object.values(
    template.findResources('AWS::SQS::Queue', { Properties: { QueueName: `${NAME}-events` } }),
  );
  const largest = queue?.Properties.MaximumMessageSize;
  // JSON within JSON at most doubles a text; what the queue adds to a message was measured, and rounded up.
  expect(40 * (2 * largest + 1_100)).toBeLessThan(262_144);
});

test('all retries and waits of all keys fit the 25,000 events of a history', () => {
  const eventsAnAttempt = 3;
  const eventsAWait = 10;
  const eventsAKey = 20;
  const attempts = CALLBACK_RETRY.reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0);
  const aKey = attempts * eventsAnAttempt + MOST_WAITS * eventsAWait + eventsAKey;
  expect(40 * aKey).toBeLessThan(24_500);
});

test('an outage is waited out for about a day', () => {
  const [, outage] = CALLBACK_RETRY;
  const waits = Array.from({ length: outage?.MaxAttempts ?? 0 }, (_, n) =>
    Math.min(outage?.MaxDelaySeconds ?? 0, (outage?.IntervalSeconds ?? 0) * (outage?.BackoffRate ?? 0) ** n),
  );
  const expected = waits.reduce((sum, wait) => sum + wait / 2, 0) / 3600;
  expect(expected).toBeGreaterThan(20);
  expect(expected).toBeLessThan(30);
});

test('the budget bounds the calls at once, and spaces those of each container', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: `${NAME}-write`,
    ReservedConcurrentExecutions: 5,
    Environment: { Variables: Match.objectLike({ CALL_INTERVAL_MS: '100' }) },
  });
  const limited = templateOf([Auth0UserChanged], { auth0CallsPerSecond: '2' });
  limited.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'Test-auth0-user-changed-write',
    Environment: { Variables: Match.objectLike({ CALL_INTERVAL_MS: '2000' }) },
  });
});

test('of Auth0’s events the rule takes whose and when, and no profile', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { detail: { type: ['user.created', 'user.updated', 'user.deleted'] } },
    Targets: [
      Match.objectLike({
        InputTransformer: {
          InputPathsMap: {
            id: '$.id',
            'detail-type': '$.detail.type',
            'detail-data-object-user_id': '$.detail.data.object.user_id',
            'detail-data-object-updated_at': '$.detail.data.object.updated_at',
            'detail-time': '$.detail.time',
          },
          InputTemplate: Match.anyValue(),
        },
      }),
    ],
  });
});

test('a table’s stream is refused, and the way out is named', () => {
  class Wrong extends Construct {
    constructor(scope: Construct, id: string, { tables }: WorkflowContext) {
      super(scope, id);
      new CallbackWorkflow(this, 'Workflow', {
        source: tableChanges(tables.inventory),
        contract: providerChanged,
        callBack: handler(import.meta.dirname, 'source.ts'),
        budget: { concurrency: 1, perSecond: 1 },
      });
    }
  }
  expect(() => stackOf([Wrong])).toThrow(/EcstWorkflow.*busEvents\(\)/);
});

test('whatever coalescing ends with, all messages of the batch are parked', () => {
  const parts = { workflow: 'w', write: { functionArn: 'f' }, deadLetters: { queueUrl: 'q' }, atOnce: 1 };
  const { States } = callbackDefinition(parts) as { States: Record<string, { Catch?: object[] }> };
  expect(States.Coalesce?.Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: 'Park' }]);
});
