import type { Shape, Shapes } from './input-shape.ts';

const tags: Shape = [{ Key: 'text', Value: 'text' }];
const pages = { NamePrefix: 'text', NextToken: 'text', Limit: 'number' } as const;
const bus = {
  Name: 'text',
  EventSourceName: 'text',
  Description: 'text',
  KmsKeyIdentifier: 'text',
  DeadLetterConfig: { Arn: 'text' },
  Tags: tags,
} as const;
const named = { Name: 'text' } as const;
const ofRule = { Name: 'text', Rule: 'text', EventBusName: 'text', Force: 'boolean' } as const;
const entries: Shape = [
  {
    Time: 'scalar',
    Source: 'text',
    Resources: ['text'],
    DetailType: 'text',
    Detail: 'text',
    EventBusName: 'text',
    TraceHeader: 'text',
  },
];
const target = {
  Id: 'text',
  Arn: 'text',
  RoleArn: 'text',
  Input: 'text',
  InputPath: 'text',
  InputTransformer: { InputPathsMap: { '*': 'text' }, InputTemplate: 'text' },
  SqsParameters: { MessageGroupId: 'text' },
  HttpParameters: {
    PathParameterValues: ['text'],
    HeaderParameters: { '*': 'text' },
    QueryStringParameters: { '*': 'text' },
  },
  DeadLetterConfig: { Arn: 'text' },
  RetryPolicy: { MaximumRetryAttempts: 'number', MaximumEventAgeInSeconds: 'number' },
} as const;
const archive = {
  ArchiveName: 'text',
  EventSourceArn: 'text',
  Description: 'text',
  EventPattern: 'text',
  RetentionDays: 'number',
} as const;
const parameters: Shape = [{ Key: 'text', Value: 'text', IsValueSecret: 'boolean' }];
const http = {
  HeaderParameters: parameters,
  QueryStringParameters: parameters,
  BodyParameters: parameters,
} as const;
const connection = {
  Name: 'text',
  Description: 'text',
  AuthorizationType: 'text',
  AuthParameters: {
    BasicAuthParameters: { Username: 'text', Password: 'text' },
    ApiKeyAuthParameters: { ApiKeyName: 'text', ApiKeyValue: 'text' },
    OAuthParameters: {
      ClientParameters: { ClientID: 'text', ClientSecret: 'text' },
      AuthorizationEndpoint: 'text',
      HttpMethod: 'text',
      OAuthHttpParameters: http,
    },
    InvocationHttpParameters: http,
  },
} as const;
const destination = {
  Name: 'text',
  Description: 'text',
  ConnectionArn: 'text',
  InvocationEndpoint: 'text',
  HttpMethod: 'text',
  InvocationRateLimitPerSecond: 'number',
} as const;

/** The types of what each action takes. */
export const EVENTS_SHAPES: Shapes = {
  CreateEventBus: bus,
  UpdateEventBus: bus,
  DeleteEventBus: named,
  DescribeEventBus: named,
  ListEventBuses: pages,
  PutPermission: {
    EventBusName: 'text',
    Action: 'text',
    Principal: 'text',
    StatementId: 'text',
    Policy: 'text',
    Condition: { Type: 'text', Key: 'text', Value: 'text' },
  },
  RemovePermission: { EventBusName: 'text', StatementId: 'text', RemoveAllPermissions: 'boolean' },
  CreatePartnerEventSource: { Name: 'text', Account: 'text' },
  DeletePartnerEventSource: { Name: 'text', Account: 'text' },
  DescribePartnerEventSource: named,
  ListPartnerEventSources: pages,
  ListPartnerEventSourceAccounts: { EventSourceName: 'text' },
  DescribeEventSource: named,
  ListEventSources: pages,
  ActivateEventSource: named,
  DeactivateEventSource: named,
  PutRule: {
    ...ofRule,
    EventPattern: 'text',
    ScheduleExpression: 'text',
    State: 'text',
    Description: 'text',
    RoleArn: 'text',
    Tags: tags,
  },
  DeleteRule: ofRule,
  EnableRule: ofRule,
  DisableRule: ofRule,
  DescribeRule: ofRule,
  ListRules: { EventBusName: 'text', ...pages },
  ListRuleNamesByTarget: { TargetArn: 'text', EventBusName: 'text', ...pages },
  PutTargets: { ...ofRule, Targets: [target] },
  RemoveTargets: { ...ofRule, Ids: ['text'] },
  ListTargetsByRule: { ...ofRule, ...pages },
  TestEventPattern: { EventPattern: 'text', Event: 'text' },
  PutEvents: { Entries: entries, EndpointId: 'text' },
  PutServiceEvents: { Entries: entries },
  PutPartnerEvents: { Entries: entries },
  CreateArchive: archive,
  UpdateArchive: archive,
  DeleteArchive: archive,
  DescribeArchive: archive,
  ListArchives: { EventSourceArn: 'text', State: 'text', ...pages },
  StartReplay: {
    ReplayName: 'text',
    Description: 'text',
    EventSourceArn: 'text',
    EventStartTime: 'scalar',
    EventEndTime: 'scalar',
    Destination: { Arn: 'text', FilterArns: ['text'] },
  },
  CancelReplay: { ReplayName: 'text' },
  DescribeReplay: { ReplayName: 'text' },
  ListReplays: { EventSourceArn: 'text', State: 'text', ...pages },
  CreateConnection: connection,
  UpdateConnection: connection,
  DeauthorizeConnection: named,
  DeleteConnection: named,
  DescribeConnection: named,
  ListConnections: { ConnectionState: 'text', ...pages },
  CreateApiDestination: destination,
  UpdateApiDestination: destination,
  DeleteApiDestination: named,
  DescribeApiDestination: named,
  ListApiDestinations: { ConnectionArn: 'text', ...pages },
  TagResource: { ResourceARN: 'text', Tags: tags },
  UntagResource: { ResourceARN: 'text', TagKeys: ['text'] },
  ListTagsForResource: { ResourceARN: 'text' },
};
