import { limited, required, type Shape, type Shapes } from './input-shape.ts';
import * as member from './member-shapes.ts';

const { arn, archiveName, busName, busOrArn, connectionArn, description, name, pages, partnerSource, tags } = member;

const prefixed = (NamePrefix: Shape) => ({ NamePrefix, ...pages });
const named = { Name: required(name) } as const;
const onBus = { EventBusName: busOrArn } as const;
const rule = { ...named, ...onBus, Force: 'boolean' } as const;
const ofRule = { Rule: required(name), ...onBus, Force: 'boolean' } as const;
const bus = {
  EventSourceName: partnerSource,
  Description: description,
  KmsKeyIdentifier: member.kmsKey,
  DeadLetterConfig: member.deadLetters,
  LogConfig: { IncludeDetail: member.oneOf('NONE', 'FULL'), Level: member.oneOf('OFF', 'ERROR', 'INFO', 'TRACE') },
  Tags: tags,
} as const;
const partner = { Name: required(partnerSource), Account: limited('text', { pattern: '\\d{12}' }) } as const;
const entry = {
  Time: 'scalar',
  Source: 'text',
  Resources: [limited('text', { longest: 2048 })],
  DetailType: 'text',
  Detail: 'text',
} as const;
const archive = {
  Description: description,
  EventPattern: member.eventPattern,
  RetentionDays: limited('number', { least: 0 }),
  KmsKeyIdentifier: member.kmsKey,
} as const;
const connection = {
  Description: description,
  KmsKeyIdentifier: member.kmsKey,
  InvocationConnectivityParameters: 'any',
} as const;
const CONNECTION_KINDS = member.oneOf('BASIC', 'OAUTH_CLIENT_CREDENTIALS', 'API_KEY');
const METHODS = member.oneOf('HEAD', 'POST', 'PATCH', 'DELETE', 'PUT', 'GET', 'OPTIONS');
const destination = {
  Description: description,
  InvocationRateLimitPerSecond: limited('number', { least: 1 }),
} as const;
const permission = {
  EventBusName: limited('text', { pattern: '[\\.\\-_A-Za-z0-9]+', longest: 256, shortest: 1 }),
  StatementId: limited('text', { pattern: '[a-zA-Z0-9-_]+', longest: 64, shortest: 1 }),
} as const;

/** The types of what each action takes, and their limits. */
export const EVENTS_SHAPES: Shapes = {
  CreateEventBus: { Name: required(busName), ...bus },
  UpdateEventBus: { Name: busName, ...bus },
  DeleteEventBus: { Name: required(busName) },
  DescribeEventBus: { Name: busOrArn },
  ListEventBuses: prefixed(busName),
  PutPermission: {
    ...permission,
    Action: limited('text', { pattern: 'events:[a-zA-Z]+', longest: 64, shortest: 1 }),
    Principal: limited('text', { pattern: '(\\d{12}|\\*)', longest: 12, shortest: 1 }),
    Policy: 'text',
    Condition: { Type: required('text'), Key: required('text'), Value: required('text') },
  },
  RemovePermission: { ...permission, RemoveAllPermissions: 'boolean' },
  CreatePartnerEventSource: partner,
  DeletePartnerEventSource: partner,
  DescribePartnerEventSource: { Name: required(partnerSource) },
  ListPartnerEventSources: prefixed(busName),
  ListPartnerEventSourceAccounts: { EventSourceName: required(partnerSource), ...pages },
  DescribeEventSource: { Name: required(partnerSource) },
  ListEventSources: prefixed(busName),
  ActivateEventSource: { Name: required(partnerSource) },
  DeactivateEventSource: { Name: required(partnerSource) },
  PutRule: {
    ...rule,
    EventPattern: member.eventPattern,
    ScheduleExpression: limited('text', { longest: 256 }),
    State: member.oneOf('ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'),
    Description: description,
    RoleArn: arn,
    Tags: tags,
  },
  DeleteRule: rule,
  EnableRule: rule,
  DisableRule: rule,
  DescribeRule: rule,
  ListRules: { ...onBus, ...prefixed(name) },
  ListRuleNamesByTarget: { TargetArn: required(arn), ...onBus, ...pages },
  PutTargets: { ...ofRule, Targets: required(limited([member.target], { longest: 100, shortest: 1 })) },
  RemoveTargets: { ...ofRule, Ids: required(limited([name], { longest: 100, shortest: 1 })) },
  ListTargetsByRule: { ...ofRule, ...pages },
  TestEventPattern: { EventPattern: required(member.eventPattern), Event: required('text') },
  PutEvents: { Entries: [{ ...entry, EventBusName: busOrArn, TraceHeader: 'text' }], EndpointId: 'text' },
  PutServiceEvents: { Entries: [{ ...entry, EventBusName: 'text' }] },
  PutPartnerEvents: { Entries: [entry] },
  CreateArchive: { ArchiveName: required(archiveName), EventSourceArn: required(arn), ...archive },
  UpdateArchive: { ArchiveName: required(archiveName), ...archive },
  DeleteArchive: { ArchiveName: required(archiveName) },
  DescribeArchive: { ArchiveName: required(archiveName) },
  ListArchives: {
    EventSourceArn: arn,
    State: member.oneOf('ENABLED', 'DISABLED', 'CREATING', 'UPDATING', 'CREATE_FAILED', 'UPDATE_FAILED'),
    ...prefixed(archiveName),
  },
  StartReplay: {
    ReplayName: required(name),
    Description: description,
    EventSourceArn: required(arn),
    EventStartTime: required('scalar'),
    EventEndTime: required('scalar'),
    Destination: required({ Arn: required(arn), FilterArns: [arn] }),
  },
  CancelReplay: { ReplayName: required(name) },
  DescribeReplay: { ReplayName: required(name) },
  ListReplays: {
    EventSourceArn: arn,
    State: member.oneOf('STARTING', 'RUNNING', 'CANCELLING', 'COMPLETED', 'CANCELLED', 'FAILED'),
    ...prefixed(name),
  },
  CreateConnection: {
    ...named,
    ...connection,
    AuthorizationType: required(CONNECTION_KINDS),
    AuthParameters: required(member.authorization(required)),
  },
  UpdateConnection: {
    ...named,
    ...connection,
    AuthorizationType: CONNECTION_KINDS,
    AuthParameters: member.authorization((shape) => shape),
  },
  DeauthorizeConnection: named,
  DeleteConnection: named,
  DescribeConnection: named,
  ListConnections: { ConnectionState: 'text', ...prefixed(name) },
  CreateApiDestination: {
    ...named,
    ...destination,
    ConnectionArn: required(connectionArn),
    InvocationEndpoint: required(member.endpoint),
    HttpMethod: required(METHODS),
  },
  UpdateApiDestination: {
    ...named,
    ...destination,
    ConnectionArn: connectionArn,
    InvocationEndpoint: member.endpoint,
    HttpMethod: METHODS,
  },
  DeleteApiDestination: named,
  DescribeApiDestination: named,
  ListApiDestinations: { ConnectionArn: connectionArn, ...prefixed(name) },
  TagResource: { ResourceARN: required(arn), Tags: required(tags) },
  UntagResource: { ResourceARN: required(arn), TagKeys: required([member.tagKey]) },
  ListTagsForResource: { ResourceARN: required(arn) },
};
