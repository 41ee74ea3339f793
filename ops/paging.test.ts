import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListArchivesCommand,
  ListRuleNamesByTargetCommand,
} from '@aws-sdk/client-eventbridge';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { Audit } from './audit.ts';
import { type Clients, openClients } from './clients.ts';
import { findExecutions } from './executions/find.ts';
import { logLines } from './logs.ts';
import { metricData } from './metric-data.ts';
import { take } from './parallel.ts';
import { planReplay } from './replay/replay.ts';
import { workflowOf } from './test-support/workflow.ts';

const metrics = mockClient(CloudWatchClient);
const logs = mockClient(CloudWatchLogsClient);
const events = mockClient(EventBridgeClient);
const states = mockClient(SFNClient);
const sqs = mockClient(SQSClient);
const sts = mockClient(STSClient);

let clients: Clients;
beforeEach(() => {
  for (const mock of [metrics, logs, events, states, sqs, sts]) mock.reset();
  clients = openClients({ endpoint: 'http://127.0.0.1:1' });
});
afterEach(() => clients.close());

const workflow = workflowOf({ style: 'event' });

test('archives and rules are read to the last page, though a page may be empty', async () => {
  const arn = (bus: string) => `arn:aws:events:eu-west-1:111122223333:event-bus/${bus}`;
  const archive = (bus: string) => ({ ArchiveName: `of-${bus}`, EventSourceArn: arn(bus) });
  events
    .on(ListArchivesCommand)
    .resolves({ Archives: [archive('one')], NextToken: '2' })
    .on(ListArchivesCommand, { NextToken: '2' })
    .resolves({ Archives: [], NextToken: '3' })
    .on(ListArchivesCommand, { NextToken: '3' })
    .resolves({ Archives: [archive('other'), archive('two')] })
    .on(ListRuleNamesByTargetCommand)
    .resolves({ RuleNames: ['a'], NextToken: '2' })
    .on(ListRuleNamesByTargetCommand, { NextToken: '2' })
    .resolves({ RuleNames: ['b'] })
    .on(DescribeRuleCommand)
    .callsFake(({ Name }) => ({ Arn: `rule/${Name}` }));
  sqs.on(GetQueueUrlCommand).resolves({ QueueUrl: 'u' }).on(GetQueueAttributesCommand).resolves({ Attributes: {} });
  const plans = await planReplay(clients, workflow, 1, 2);
  expect(plans.map(({ archive, rules }) => [archive, rules])).toEqual([
    ['of-one', ['rule/a', 'rule/b']],
    ['of-two', ['rule/a', 'rule/b']],
  ]);
});

test('a metric whose values come in two pages is one', async () => {
  const [early, late] = [new Date(1_000), new Date(2_000)];
  metrics
    .on(GetMetricDataCommand)
    .resolves({ MetricDataResults: [{ Id: 'm', Timestamps: [late], Values: [2] }], NextToken: 'n' })
    .on(GetMetricDataCommand, { NextToken: 'n' })
    .resolves({ MetricDataResults: [{ Id: 'm', Timestamps: [early], Values: [1] }] });
  expect(await metricData(clients.metrics, [], early, late)).toEqual(
    new Map([['m', { at: [late, early], values: [2, 1] }]]),
  );
});

test('a log is read on after an empty page', async () => {
  logs
    .on(FilterLogEventsCommand)
    .resolves({ events: [], nextToken: 'n' })
    .on(FilterLogEventsCommand, { nextToken: 'n' })
    .resolves({ events: [{ timestamp: 1, message: 'm' }] });
  const lines = await take(logLines(clients.logs, { group: 'g', from: 0, to: 2 }), 9);
  expect(lines).toEqual([{ at: 1, message: 'm' }]);
});

test('executions are listed page by page, and no further than needed', async () => {
  const page = (n: number) => ({
    executions: [
      {
        executionArn: `e${n}`,
        name: `e${n}`,
        stateMachineArn: 'm',
        startDate: new Date(9 - n),
        status: 'SUCCEEDED' as const,
      },
    ],
    nextToken: `n${n + 1}`,
  });
  logs.on(FilterLogEventsCommand).resolves({});
  states.on(ListExecutionsCommand).callsFake(({ nextToken }) => page(nextToken ? Number(nextToken.slice(1)) : 1));
  const found = await take(findExecutions(clients, workflow, { from: 6, to: 9, limit: 9 }, 9), 9);
  expect(found.map(({ name }) => name)).toEqual(['e1', 'e2', 'e3']);
});

test('what is audited is split as PutLogEvents demands: 10,000 events, 1 MiB', async () => {
  sts.onAnyCommand().resolves({ Arn: 'me' });
  logs.onAnyCommand().resolves({});
  const audit = await Audit.open(clients, 'audit', 'redrive');
  const entry = { command: 'redrive' as const, workflow: 'w', outcome: 'applied' };
  await audit.write(Array.from({ length: 12_000 }, () => entry));
  await audit.write(Array.from({ length: 3 }, () => ({ ...entry, reason: 'x'.repeat(500_000) })));
  const sizes = logs.commandCalls(PutLogEventsCommand).map(({ args }) => args[0].input.logEvents?.length ?? 0);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(12_003);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(10_000);
  expect(sizes.slice(-2)).toEqual([2, 1]);
});
