import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetRecordsCommand } from '@aws-sdk/client-dynamodb-streams';
import { ListArchivesCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { DescribePipeCommand } from '@aws-sdk/client-pipes';
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { type Clients, openClients } from './clients.ts';

interface Throttled {
  readonly middlewareStack: { add(middleware: unknown, options: object): void };
}

/** Each service has its own name for it. */
const CALLS: readonly (readonly [keyof Clients, string, (clients: Clients) => Promise<unknown>])[] = [
  ['cloudFormation', 'Throttling', (c) => c.cloudFormation.send(new DescribeStacksCommand({}))],
  ['states', 'ThrottlingException', (c) => c.states.send(new DescribeExecutionCommand({ executionArn: 'e' }))],
  ['queues', 'RequestThrottled', (c) => c.queues.send(new ReceiveMessageCommand({ QueueUrl: 'http://q/0/q' }))],
  ['logs', 'ThrottlingException', (c) => c.logs.send(new FilterLogEventsCommand({}))],
  [
    'metrics',
    'Throttling',
    (c) =>
      c.metrics.send(new GetMetricDataCommand({ StartTime: new Date(0), EndTime: new Date(1), MetricDataQueries: [] })),
  ],
  ['pipes', 'ThrottlingException', (c) => c.pipes.send(new DescribePipeCommand({ Name: 'p' }))],
  ['functions', 'TooManyRequestsException', (c) => c.functions.send(new InvokeCommand({ FunctionName: 'f' }))],
  [
    'tables',
    'ProvisionedThroughputExceededException',
    (c) => c.tables.send(new GetCommand({ TableName: 't', Key: { k: 1 } })),
  ],
  ['streams', 'LimitExceededException', (c) => c.streams.send(new GetRecordsCommand({ ShardIterator: 'i' }))],
  ['events', 'ThrottlingException', (c) => c.events.send(new ListArchivesCommand({}))],
  ['identity', 'Throttling', (c) => c.identity.send(new GetCallerIdentityCommand({}))],
];

test('whichever service throttles, the call waits and is tried again', async () => {
  const clients = openClients({ endpoint: 'http://127.0.0.1:1' });
  const tried = await Promise.all(
    CALLS.map(async ([name, error, call]) => {
      let attempts = 0;
      const answer = async () => {
        attempts++;
        if (attempts === 1)
          throw Object.assign(new Error('slow down'), { name: error, $metadata: {}, $fault: 'client' });
        return { response: {}, output: { $metadata: {} } };
      };
      const client = clients[name] as unknown as Throttled;
      client.middlewareStack.add(() => answer, { step: 'deserialize', priority: 'high' });
      await call(clients);
      return [name, attempts];
    }),
  );
  expect(tried).toEqual(CALLS.map(([name]) => [name, 2]));
  clients.close();
}, 20_000);
