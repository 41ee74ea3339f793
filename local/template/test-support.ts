import { Cloud, type Service, type ServiceName } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { createIamService } from '../iam/service.ts';
import { createS3Service } from '../s3/service.ts';
import { createSecretsManagerService } from '../secrets/service.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { createSsmService } from '../ssm/service.ts';
import { Store } from '../store.ts';
import { createCloudFormationService } from './service.ts';

/** A call that a fake service has taken. */
export interface TakenCall {
  readonly action: string;
  readonly input: Record<string, unknown>;
}

/** A cloud whose engines are fakes that take every control-plane call, and remember what exists by the given key. */
export interface FakeCloud {
  readonly cloud: Cloud;
  readonly calls: TakenCall[];
  /** The actions called since the last time that it was asked. */
  taken(): string[];
  /** Lets the next call of the action fail. */
  failNext(action: string): void;
}

export function fakeCloud(store = new Store()): FakeCloud {
  const cloud = new Cloud({ clock: new SimulatedClock(1), store });
  const calls: TakenCall[] = [];
  const failing = new Set<string>();
  const answer = (action: string, input: Record<string, unknown>): unknown => {
    calls.push({ action, input });
    if (failing.delete(action)) throw new AwsError('InternalFailure', `${action} was told to fail`, { status: 500 });
    return ANSWERS[action]?.(input, cloud) ?? {};
  };
  const fakes = FAKES.map((name): Service => {
    const take = (_target: object, action: string | symbol) => (input: Record<string, unknown>) =>
      answer(String(action), input);
    const has = () => ({ configurable: true, enumerable: true, value: undefined });
    return { name, actions: new Proxy({}, { get: take, getOwnPropertyDescriptor: has }) };
  });
  cloud.add(
    ...fakes,
    createIamService(cloud),
    createS3Service(cloud),
    createSsmService(cloud),
    createSecretsManagerService(cloud),
  );
  cloud.add(createCloudFormationService(cloud));
  const taken = () => calls.splice(0).map(({ action }) => action);
  return { cloud, calls, taken, failNext: (action) => void failing.add(action) };
}

const FAKES: ServiceName[] = [
  'cloudwatch',
  'dynamodb',
  'events',
  'lambda',
  'logs',
  'pipes',
  'scheduler',
  'sns',
  'sqs',
  'states',
];

const deletedTables = new WeakMap<Cloud, Set<unknown>>();

type Answer = (input: Record<string, unknown>, cloud: Cloud) => unknown;

const queueUrl = (cloud: Cloud, name: unknown): string => `${cloud.endpoint || 'http://local'}/000000000000/${name}`;

const last = (url: unknown): string => String(url).split('/').at(-1) ?? '';

const ANSWERS: Record<string, Answer> = {
  CreateQueue: ({ QueueName }, cloud) => ({ QueueUrl: queueUrl(cloud, QueueName) }),
  GetQueueUrl: ({ QueueName }, cloud) => ({ QueueUrl: queueUrl(cloud, QueueName) }),
  GetQueueAttributes: ({ QueueUrl }, cloud) => ({ Attributes: { QueueArn: cloud.arn('sqs', last(QueueUrl)) } }),
  DescribeTable: ({ TableName }, cloud) => {
    if (deletedTables.get(cloud)?.has(TableName)) throw new AwsError('ResourceNotFoundException', 'it is gone');
    const TableArn = cloud.arn('dynamodb', `table/${TableName}`);
    return { Table: { TableStatus: 'ACTIVE', TableArn, LatestStreamArn: `${TableArn}/stream/1` } };
  },
  DeleteTable: ({ TableName }, cloud) => {
    deletedTables.set(cloud, (deletedTables.get(cloud) ?? new Set()).add(TableName));
  },
  CreateFunction: ({ FunctionName }, cloud) => ({ FunctionArn: cloud.arn('lambda', `function:${FunctionName}`) }),
  CreateStateMachine: ({ name }, cloud) => ({ stateMachineArn: cloud.arn('states', `stateMachine:${name}`) }),
  CreateEventBus: ({ Name }, cloud) => ({ EventBusArn: cloud.arn('events', `event-bus/${Name}`) }),
  PutRule: ({ Name, EventBusName = 'default' }, cloud) => ({
    RuleArn: cloud.arn('events', `rule/${EventBusName === 'default' ? '' : `${EventBusName}/`}${Name}`),
  }),
  CreateActivity: ({ name }, cloud) => ({ activityArn: cloud.arn('states', `activity:${name}`) }),
  PublishStateMachineVersion: () => ({ stateMachineVersionArn: 'arn:version' }),
  CreateStateMachineAlias: () => ({ stateMachineAliasArn: 'arn:alias' }),
  PublishVersion: ({ FunctionName }) => ({ FunctionArn: `arn:${FunctionName}`, Version: '1' }),
  CreateAlias: ({ FunctionName, Name }) => ({ AliasArn: `arn:${FunctionName}:${Name}` }),
  GetFunctionUrlConfig: ({ FunctionName }) => ({ FunctionArn: FunctionName, FunctionUrl: 'http://url/' }),
  CreateEventSourceMapping: () => ({ UUID: 'mapping' }),
  DescribeConnection: ({ Name }, cloud) => ({
    ConnectionArn: cloud.arn('events', `connection/${Name}/id`),
    SecretArn: 's',
  }),
  DescribeApiDestination: ({ Name }, cloud) => ({
    ApiDestinationArn: cloud.arn('events', `api-destination/${Name}/id`),
  }),
  CreateTopic: ({ Name }, cloud) => ({ TopicArn: cloud.arn('sns', String(Name)) }),
  Subscribe: ({ TopicArn }) => ({ SubscriptionArn: `${TopicArn}:subscription` }),
  GetScheduleGroup: ({ Name }, cloud) => ({
    Arn: cloud.arn('scheduler', `schedule-group/${Name}`),
    State: 'ACTIVE',
    CreationDate: 0,
    LastModificationDate: 0,
  }),
  DescribePipe: ({ Name }, cloud) => ({ Name, Arn: cloud.arn('pipes', `pipe/${Name}`), CurrentState: 'RUNNING' }),
};
