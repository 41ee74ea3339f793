import type { ServiceName } from '../../cloud.ts';

/** How a field that is a list or a map in JSON is written in a service's XML. */
export interface XmlShape {
  /** `flat` repeats the element; `map` has `<entry><key/><value/></entry>` inside; lists have `<member>` unless said otherwise. */
  readonly kind: 'flat' | 'map' | 'flat-map';
  /** The element's name, where it is not the field's. */
  readonly element?: string;
  /** Names of key and value in a map's entries. */
  readonly key?: string;
  readonly value?: string;
}

/** What the Query protocol of a service needs to know, since neither form fields nor XML carry types. */
export interface QueryService {
  readonly service: ServiceName;
  readonly version: string;
  readonly namespace: string;
  /** Input fields that are numbers, booleans or times; everything else is text. */
  readonly numbers: ReadonlySet<string>;
  readonly booleans: ReadonlySet<string>;
  readonly times: ReadonlySet<string>;
  /** Form fields that have other names in JSON. */
  readonly renamed: Readonly<Record<string, string>>;
  readonly output: Readonly<Record<string, XmlShape>>;
  /** Error codes that differ from those of the JSON protocol. */
  readonly errorCode: (code: string) => string;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''));
const same = (code: string): string => code;
const withoutException = (code: string): string => code.replace(/Exception$/, '');
const NONE = { numbers: words(''), booleans: words(''), times: words(''), renamed: {}, output: {}, errorCode: same };

const flatMap = (element: string, key: string, value: string): XmlShape => ({ kind: 'flat-map', element, key, value });
const flat = (element: string): XmlShape => ({ kind: 'flat', element });

const SIMPLE_QUEUE_SERVICE = words(
  'BatchEntryIdsNotDistinct BatchRequestTooLong EmptyBatchRequest InvalidBatchEntryId MessageNotInflight PurgeQueueInProgress QueueDeletedRecently TooManyEntriesInBatchRequest UnsupportedOperation',
);

function sqsErrorCode(code: string): string {
  if (code === 'QueueDoesNotExist') return 'AWS.SimpleQueueService.NonExistentQueue';
  if (code === 'QueueNameExists') return 'QueueAlreadyExists';
  return SIMPLE_QUEUE_SERVICE.has(code) ? `AWS.SimpleQueueService.${code}` : code;
}

function snsErrorCode(code: string): string {
  if (code === 'InvalidParameterValueException') return 'ParameterValueInvalid';
  return code === 'ValidationException' ? code : withoutException(code);
}

/** Old clients of SQS speak Query (before 2023); today's speak JSON. */
const sqs: QueryService = {
  service: 'sqs',
  version: '2012-11-05',
  namespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
  numbers: words(
    'VisibilityTimeout MaxNumberOfMessages WaitTimeSeconds DelaySeconds MaxResults MaxNumberOfMessagesPerSecond',
  ),
  booleans: words(''),
  times: words(''),
  renamed: {
    Attribute: 'Attributes',
    AttributeName: 'AttributeNames',
    MessageAttributeName: 'MessageAttributeNames',
    MessageSystemAttributeName: 'MessageSystemAttributeNames',
    MessageAttribute: 'MessageAttributes',
    MessageSystemAttribute: 'MessageSystemAttributes',
    SendMessageBatchRequestEntry: 'Entries',
    DeleteMessageBatchRequestEntry: 'Entries',
    ChangeMessageVisibilityBatchRequestEntry: 'Entries',
    Tag: 'Tags',
    TagKey: 'TagKeys',
    AWSAccountId: 'AWSAccountIds',
    ActionName: 'Actions',
  },
  output: {
    QueueUrls: flat('QueueUrl'),
    queueUrls: flat('QueueUrl'),
    Messages: flat('Message'),
    Attributes: flatMap('Attribute', 'Name', 'Value'),
    MessageAttributes: flatMap('MessageAttribute', 'Name', 'Value'),
    Tags: flatMap('Tag', 'Key', 'Value'),
    Results: flat('ListMessageMoveTasksResultEntry'),
    Failed: flat('BatchResultErrorEntry'),
  },
  errorCode: sqsErrorCode,
};

const sns: QueryService = {
  ...NONE,
  service: 'sns',
  version: '2010-03-31',
  namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
  booleans: words('ReturnSubscriptionArn'),
  output: { Attributes: { kind: 'map' }, attributes: { kind: 'map' } },
  errorCode: snsErrorCode,
};

const sts: QueryService = {
  ...NONE,
  service: 'sts',
  version: '2011-06-15',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  numbers: words('DurationSeconds'),
  times: words('Expiration'),
};

const iam: QueryService = {
  ...NONE,
  service: 'iam',
  version: '2010-05-08',
  namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  numbers: words('MaxItems MaxSessionDuration'),
  booleans: words('SetAsDefault OnlyAttached'),
  times: words('CreateDate UpdateDate LastUsedDate PasswordLastUsed'),
  errorCode: withoutException,
};

const cloudformation: QueryService = {
  ...NONE,
  service: 'cloudformation',
  version: '2010-05-15',
  namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  numbers: words('TimeoutInMinutes MaxResults MonitoringTimeInMinutes'),
  booleans: words(
    'DisableRollback UsePreviousTemplate UsePreviousValue EnableTerminationProtection IncludeNestedStacks RetainExceptOnCreate ImportExistingResources IncludePropertyValues',
  ),
  times: words('CreationTime LastUpdatedTime DeletionTime Timestamp LastUpdatedTimestamp LastCheckTimestamp'),
};

const cloudwatch: QueryService = {
  ...NONE,
  service: 'cloudwatch',
  version: '2010-08-01',
  namespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
  numbers: words(
    'Period EvaluationPeriods DatapointsToAlarm Threshold StorageResolution MaxRecords MaxDatapoints SampleCount Sum Minimum Maximum Limit',
  ),
  booleans: words('ActionsEnabled ReturnData IncludeLinkedAccounts'),
  times: words(
    'Timestamp Timestamps StartTime EndTime StartDate EndDate StateUpdatedTimestamp StateTransitionedTimestamp AlarmConfigurationUpdatedTimestamp LastModified',
  ),
  output: { ExtendedStatistics: { kind: 'map' } },
};

/** By the name in the credential scope, and by API version, for callers that do not sign. */
export const QUERY_SERVICES: ReadonlyMap<string, QueryService> = new Map(
  [sqs, sns, sts, iam, cloudformation, cloudwatch].flatMap((service) => [
    [service.service === 'cloudwatch' ? 'monitoring' : service.service, service] as const,
    [service.version, service] as const,
  ]),
);
