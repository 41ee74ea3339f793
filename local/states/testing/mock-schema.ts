import { validation } from '../../errors.ts';
import { isObject, type Json } from '../json.ts';

/** The type of a field in a service's response: a name, a list of one type, or a structure. */
export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | 'object'
  | 'any'
  | readonly [Shape]
  | { readonly [field: string]: Shape };

const CAPACITY: Shape = {
  TableName: 'string',
  CapacityUnits: 'number',
  ReadCapacityUnits: 'number',
  WriteCapacityUnits: 'number',
  Table: { CapacityUnits: 'number', ReadCapacityUnits: 'number', WriteCapacityUnits: 'number' },
  LocalSecondaryIndexes: 'object',
  GlobalSecondaryIndexes: 'object',
};
const WRITTEN: Shape = {
  Attributes: 'object',
  ConsumedCapacity: CAPACITY,
  ItemCollectionMetrics: { ItemCollectionKey: 'object', SizeEstimateRangeGB: ['number'] },
};
const EXECUTION: Shape = { ExecutionArn: 'string' };
const ENDED: Shape = { ExecutionArn: 'string', Name: 'string', StateMachineArn: 'string', Status: 'string' };
const READ: Shape = {
  Items: ['object'],
  Count: 'number',
  ScannedCount: 'number',
  LastEvaluatedKey: 'object',
  ConsumedCapacity: CAPACITY,
};

/** The responses of the commonest calls, by service and action. Others are not checked. */
const SCHEMAS: Readonly<Record<string, Shape>> = {
  'dynamodb:batchGetItem': { Responses: 'object', UnprocessedKeys: 'object', ConsumedCapacity: [CAPACITY] },
  'dynamodb:batchWriteItem': {
    UnprocessedItems: 'object',
    ItemCollectionMetrics: 'object',
    ConsumedCapacity: [CAPACITY],
  },
  'dynamodb:deleteItem': WRITTEN,
  'dynamodb:getItem': { Item: 'object', ConsumedCapacity: CAPACITY },
  'dynamodb:putItem': WRITTEN,
  'dynamodb:query': READ,
  'dynamodb:scan': READ,
  'dynamodb:updateItem': WRITTEN,
  'eventbridge:putEvents': {
    FailedEntryCount: 'number',
    Entries: [{ EventId: 'string', ErrorCode: 'string', ErrorMessage: 'string' }],
  },
  'events:putEvents': {
    FailedEntryCount: 'number',
    Entries: [{ EventId: 'string', ErrorCode: 'string', ErrorMessage: 'string' }],
  },
  'lambda:invoke': {
    StatusCode: 'number',
    FunctionError: 'string',
    LogResult: 'string',
    Payload: 'any',
    ExecutedVersion: 'string',
  },
  'secretsmanager:getSecretValue': {
    ARN: 'string',
    Name: 'string',
    VersionId: 'string',
    SecretString: 'string',
    VersionStages: ['string'],
  },
  'sfn:startExecution': EXECUTION,
  'sns:publish': { MessageId: 'string', SequenceNumber: 'string' },
  'sqs:receiveMessage': {
    Messages: [
      { MessageId: 'string', ReceiptHandle: 'string', MD5OfBody: 'string', Body: 'string', Attributes: 'object' },
    ],
  },
  'sqs:sendMessage': {
    MD5OfMessageBody: 'string',
    MD5OfMessageAttributes: 'string',
    MessageId: 'string',
    SequenceNumber: 'string',
  },
  'ssm:getParameter': {
    Parameter: {
      Name: 'string',
      Type: 'string',
      Value: 'string',
      Version: 'number',
      ARN: 'string',
      DataType: 'string',
    },
  },
  'states:startExecution': EXECUTION,
};

/** The response that a mock must look like; for `.sync` that of the API which is polled. */
export function schemaOf(service: string, action: string, pattern: string): Shape | undefined {
  if (pattern === 'waitForTaskToken') return undefined;
  if (pattern.startsWith('sync')) return service === 'states' ? ENDED : undefined;
  return SCHEMAS[`${service}:${action}`];
}

/** Refuses a value whose known fields have another type than the service gives them. */
export function checkShape(shape: Shape, value: Json, field = ''): void {
  if (shape === 'any') return;
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) throw mustBe(field, 'an array');
    for (const item of value) checkShape(shape[0] as Shape, item, field);
  } else if (typeof shape === 'string') {
    const fits = shape === 'object' ? typeof value === 'object' && value !== null : typeof value === shape;
    if (!fits) throw mustBe(field, shape === 'object' ? 'an object' : `a ${shape}`);
  } else if (!isObject(value))
    throw field === '' ? validation('Mock result must be a JSON object.') : mustBe(field, 'an object');
  else
    for (const [name, inner] of Object.entries(shape))
      if (value[name] !== undefined) checkShape(inner, value[name], name);
}

const mustBe = (field: string, what: string): Error =>
  validation(`Mock result schema validation error: Field '${field}' must be ${what}`);
