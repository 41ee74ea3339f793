import { Match, Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Auth0UserToMailchimp } from '../workflows/auth0-user-to-mailchimp/index.ts';
import { InventoryToAlgolia } from '../workflows/inventory-to-algolia/index.ts';
import { EVENT_BATCH_RETRY, LONG_RETRY } from './retries.ts';
import { stackOf, templateOf } from './test-support/stack.ts';

const NAME = 'Test-inventory-to-algolia';
const template = templateOf([InventoryToAlgolia, Auth0UserToMailchimp]);

/** The state machine's definition, with each reference as its logical id. */
function definition(name: string) {
  const [machine] = Object.values(
    template.findResources('AWS::StepFunctions::StateMachine', { Properties: { StateMachineName: name } }),
  );
  const [, parts] = machine?.Properties.DefinitionString['Fn::Join'] ?? [];
  return JSON.parse(parts.map((part: unknown) => (typeof part === 'string' ? part : 'ref')).join(''));
}

test('every function and every machine is traced', () => {
  for (const [type, tracing] of [
    ['AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } }],
    ['AWS::StepFunctions::StateMachine', { TracingConfiguration: { Enabled: true } }],
  ] as const)
    template.allResourcesProperties(type, tracing);
});

describe('a workflow that listens to a table', () => {
  test('reads the stream from its beginning, in batches that are bisected, and gives up in finite time', () => {
    template.hasResourceProperties('AWS::Pipes::Pipe', {
      Name: NAME,
      SourceParameters: {
        DynamoDBStreamParameters: {
          StartingPosition: 'TRIM_HORIZON',
          OnPartialBatchItemFailure: 'AUTOMATIC_BISECT',
          BatchSize: 100,
          MaximumRecordAgeInSeconds: 64_800,
          MaximumRetryAttempts: 10_000,
          DeadLetterConfig: { Arn: Match.anyValue() },
        },
      },
      Enrichment: Match.anyValue(),
      TargetParameters: { StepFunctionStateMachineParameters: { InvocationType: 'REQUEST_RESPONSE' } },
    });
  });

  test('the pipe’s role may do what the pipe does, on its own resources, and exists before it', () => {
    const [pipe] = Object.values(template.findResources('AWS::Pipes::Pipe', { Properties: { Name: NAME } }));
    const policy = pipe?.DependsOn.find((id: string) => id.includes('PipeRoleDefaultPolicy'));
    const statements: { Action: string | string[]; Resource: unknown }[] =
      template.toJSON().Resources[policy].Properties.PolicyDocument.Statement;
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
      'lambda:InvokeFunction',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'sqs:SendMessage',
      'states:StartSyncExecution',
    ]);
    expect(statements.every(({ Resource }) => typeof Resource === 'object')).toBe(true);
  });

  test('its machine is Express, and logs everything', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineName: NAME,
      StateMachineType: 'EXPRESS',
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: true },
    });
  });

  test('an outage fails the execution; a crash on a batch makes the pipe bisect; a crash on one event parks it', () => {
    const { States } = definition(NAME);
    const [outage, crash] = States.Write.Catch;
    expect(outage).toMatchObject({ Next: 'Outage' });
    expect(outage.ErrorEquals).toEqual(expect.arrayContaining(['TargetThrottled', 'Lambda.TooManyRequestsException']));
    expect(crash).toMatchObject({ ErrorEquals: ['States.ALL'], Next: 'Single' });
    expect(States.Single).toMatchObject({ Choices: [{ Next: 'Park' }], Default: 'Bisect' });
    expect([States.Outage.Type, States.Bisect.Type]).toEqual(['Fail', 'Fail']);
  });

  test('all its retries end within the five minutes of an Express execution', () => {
    const [retry] = definition(NAME).States.Write.Retry;
    const waits = Array.from({ length: retry.MaxAttempts }, (_, n) =>
      Math.min(retry.MaxDelaySeconds, retry.IntervalSeconds * retry.BackoffRate ** n),
    );
    const functionSeconds = 30 * (retry.MaxAttempts + 1);
    expect(waits.reduce((sum, wait) => sum + wait, functionSeconds)).toBeLessThan(265);
    expect(retry.JitterStrategy).toBe('FULL');
  });
});

describe('a workflow that listens to a bus', () => {
  const BUS = 'Test-auth0-user-to-mailchimp';

  test('its rule delivers to a queue with dead letters of its own, and gives up into others', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: [{ prefix: 'aws.partner/auth0.com/' }], detail: { $or: Match.anyValue() } },
      Targets: [
        Match.objectLike({
          DeadLetterConfig: { Arn: Match.anyValue() },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        }),
      ],
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: `${BUS}-events`,
      RedrivePolicy: { maxReceiveCount: 10, deadLetterTargetArn: Match.anyValue() },
      VisibilityTimeout: 60,
    });
  });

  test('the pattern is within the 2,048 characters that EventBridge takes', () => {
    const rule = Object.values(template.findResources('AWS::Events::Rule')).find(
      ({ Properties }) => Properties.EventPattern,
    );
    expect(JSON.stringify(rule?.Properties.EventPattern).length).toBeLessThan(2048);
  });

  test('its function’s log names keys by digest alone; that of a machine that logs its inputs names none', () => {
    const settings = ['auth0-user-to-mailchimp', 'inventory-to-algolia'].map((name) => {
      const [made] = Object.values(
        template.findResources('AWS::Lambda::Function', { Properties: { FunctionName: `Test-${name}-write` } }),
      );
      return made?.Properties.Environment.Variables.LOG_KEYS;
    });
    expect(settings).toEqual(['digest', undefined]);
  });

  test('its machine is Standard, started with up to ten events, and logs no personal data', () => {
    template.hasResourceProperties('AWS::Pipes::Pipe', {
      Name: BUS,
      SourceParameters: { SqsQueueParameters: { BatchSize: 10, MaximumBatchingWindowInSeconds: 2 } },
      TargetParameters: { StepFunctionStateMachineParameters: { InvocationType: 'FIRE_AND_FORGET' } },
    });
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineName: BUS,
      StateMachineType: 'STANDARD',
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    });
  });

  test('ten of the largest events fit an execution’s input', () => {
    const [queue] = Object.values(
      template.findResources('AWS::SQS::Queue', { Properties: { QueueName: `${BUS}-events` } }),
    );
    const largest = queue?.Properties.MaximumMessageSize;
    expect(largest).toBeGreaterThan(12_000);
    expect(10 * (2 * largest + 1_100)).toBeLessThanOrEqual(262_144);
  });

  test.each([
    ['an event', LONG_RETRY, 1],
    ['a batch of ten', EVENT_BATCH_RETRY, 11],
  ])(
    '%s waits out an outage for about a day in each turn, all of them within the 25,000 events of a history',
    (_, retries, turns) => {
      const [throttled, outage] = retries;
      expect(((outage?.MaxAttempts ?? 0) * (outage?.MaxDelaySeconds ?? 0)) / 2 / 3600).toBeGreaterThan(24);
      const attempts = retries.reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0);
      expect(turns * attempts * 5).toBeLessThan(24_000);
      expect([throttled?.JitterStrategy, outage?.JitterStrategy]).toEqual(['FULL', 'FULL']);
    },
  );

  test('never more than ten writes at once: Mailchimp refuses the eleventh connection', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: `${BUS}-write`,
      ReservedConcurrentExecutions: 8,
    });
    expect(() => stackOf([], { mailchimpConcurrency: '11' })).toThrow(/mailchimpConcurrency/);
  });
});

test('a function gets the ARN of its secret, never the secret', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: `${NAME}-write`,
    Runtime: 'nodejs24.x',
    Environment: { Variables: { ALGOLIA_KEY_SECRET: { Ref: Match.stringLikeRegexp('AlgoliaAdminKey') } } },
  });
  expect(JSON.stringify(template.toJSON())).not.toContain('resolve:secretsmanager');
});

test('each log group forgets, each queue wants TLS, each table keeps its past', () => {
  const groups = Object.values(template.findResources('AWS::Logs::LogGroup')).map(({ Properties }) => Properties);
  const lasting = groups.filter(({ RetentionInDays }) => RetentionInDays !== 30);
  expect(lasting).toEqual([expect.objectContaining({ LogGroupName: '/penstock/Test/audit', RetentionInDays: 3653 })]);
  template.resourceCountIs('AWS::SQS::QueuePolicy', Object.keys(template.findResources('AWS::SQS::Queue')).length);
  template.allResourcesProperties('AWS::DynamoDB::GlobalTable', {
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  });
});

test('dead letters of each kind, lateness and failures are alarmed', () => {
  const names = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) => Properties.AlarmName,
  );
  expect(names.sort()).toEqual([
    'Test-auth0-user-to-mailchimp-backlog',
    'Test-auth0-user-to-mailchimp-dead-letters',
    'Test-auth0-user-to-mailchimp-executions',
    'Test-auth0-user-to-mailchimp-lag',
    'Test-auth0-user-to-mailchimp-pipe',
    'Test-auth0-user-to-mailchimp-queue-dead-letters',
    'Test-auth0-user-to-mailchimp-rule-dead-letters',
    'Test-inventory-to-algolia-dead-letters',
    'Test-inventory-to-algolia-drift',
    'Test-inventory-to-algolia-executions',
    'Test-inventory-to-algolia-lag',
    'Test-inventory-to-algolia-pipe',
    'Test-inventory-to-algolia-pipe-dead-letters',
    'Test-inventory-to-algolia-reconcile-errors',
    'Test-inventory-to-algolia-throttles',
  ]);
});

test('a topic hears of every alarm, if one is named', () => {
  const alarmTopic = 'arn:aws:sns:eu-west-1:111122223333:oncall';
  templateOf([InventoryToAlgolia], { alarmTopic }).allResourcesProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: [alarmTopic],
  });
});

test('one more event source is one more bus and rule, to the same queue', () => {
  const sources = 'aws.partner/auth0.com/a/auth0.logs, aws.partner/auth0.com/b/auth0.events';
  const two = templateOf([Auth0UserToMailchimp], { auth0EventSources: sources });
  const buses = Object.values(two.findResources('AWS::Events::EventBus'));
  expect(buses.filter(({ Properties }) => Properties.EventSourceName)).toHaveLength(2);
  two.resourceCountIs('AWS::Events::Rule', 2);
  two.resourceCountIs('AWS::Pipes::Pipe', 1);
});

test('an existing secret is used by its name, and none is made', () => {
  const names = ['algoliaSecret', 'mailchimpSecret', 'auth0Secret', 'providersSecret', 'commsSecret'];
  const named = templateOf([], Object.fromEntries(names.map((name) => [name, `ours/${name}`])));
  named.resourceCountIs('AWS::SecretsManager::Secret', 0);
});

test('the stack has no custom resource: a template is all it needs', () => {
  const resources: Record<string, { Type: string }> = template.toJSON().Resources;
  const types = Object.values(resources).map(({ Type }) => Type);
  expect(types.filter((type) => type.startsWith('Custom::') || type.includes('CustomResource'))).toEqual([]);
});

test('cdk-nag watches every synthesis: a queue that takes plain HTTP ends it', () => {
  const stack = stackOf([]);
  new Queue(stack, 'Plain');
  expect(() => Template.fromStack(stack)).toThrow(/AwsSolutions-SQS4/);
});

test('the stack’s outputs tell operators what each workflow reads, writes and must mask', () => {
  template.hasOutput('WorkflowAuth0UserToMailchimp', {
    Value: Match.objectLike({ 'Fn::Join': Match.anyValue() }),
  });
  const { Value } = template.toJSON().Outputs.WorkflowInventoryToAlgolia;
  const text = Value['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'ref')).join('');
  expect(JSON.parse(text)).toEqual({
    name: 'inventory-to-algolia',
    style: 'batch',
    source: { table: 'ref' },
    target: 'Algolia',
    personal: [],
  });
});

test('a workflow has a dashboard of its own, and its alarms name the page that says what to do', () => {
  template.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: NAME });
  for (const { Properties } of Object.values(template.findResources('AWS::CloudWatch::Alarm')))
    expect(Properties.AlarmDescription).toMatch(/Runbook: docs\/runbooks\/[\w-]+\.md#[\w-]+$/);
});

test('what a bus carried can be replayed for as long as a dead letter is kept', () => {
  template.allResourcesProperties('AWS::Events::Archive', { RetentionDays: 14 });
});
