import { item_, key_, value_, valueField_ } from './attribute-shapes.ts';
import { boolean_, list_, map_, number_, structure_, text_ } from './kinds.ts';
import type { Members, Shape } from './shape.ts';

// The members stand in the order in which DynamoDB reports their faults.

export const TABLE_NAME_PATTERN = '[a-zA-Z0-9_.-]+';
export const nameLimits = { pattern: TABLE_NAME_PATTERN, shortest: 3, longest: 255 };

const returnConsumedCapacity = text_({ oneOf: ['INDEXES', 'TOTAL', 'NONE'] });
const returnItemCollectionMetrics = text_({ oneOf: ['SIZE', 'NONE'] });
const returnValues = text_({ oneOf: ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'] });
const onConditionCheckFailure = text_({ oneOf: ['ALL_OLD', 'NONE'] });
const tableName = text_({ notNull: true, ...nameLimits });
const conditionalOperator = text_({ oneOf: ['OR', 'AND'] });
const COMPARISON_OPERATORS = 'IN NULL BETWEEN LT NOT_CONTAINS EQ GT NOT_NULL NE LE BEGINS_WITH GE CONTAINS'.split(' ');
const attributesToGet = list_(text_(), { shortest: 1, longest: 255 });
const values = list_(value_);

const names: Shape = map_('java.lang.String', text_());
const placeholders: Members = { ExpressionAttributeValues: item_(), ExpressionAttributeNames: names };

const expected = map_(
  'ExpectedAttributeValue',
  structure_(
    'ExpectedAttributeValue',
    {
      AttributeValueList: values,
      ComparisonOperator: text_({ oneOf: COMPARISON_OPERATORS }),
      Exists: boolean_,
      Value: valueField_,
    },
    undefined,
    'value',
  ),
);

/** Both orders occur: in `KeyConditions` the operator is reported first. */
const conditions = (operatorFirst: boolean): Shape => {
  const operator = { ComparisonOperator: text_({ notNull: true, oneOf: COMPARISON_OPERATORS }) };
  const list = { AttributeValueList: values };
  const members = operatorFirst ? { ...operator, ...list } : { ...list, ...operator };
  return map_('Condition', structure_('Condition', members, undefined, 'value'));
};

export const putItem: Members = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  TableName: tableName,
  Item: item_({ notNull: true }),
  ConditionalOperator: conditionalOperator,
  Expected: expected,
  ReturnValues: returnValues,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  ReturnValuesOnConditionCheckFailure: onConditionCheckFailure,
  ConditionExpression: text_(),
  ...placeholders,
};

export const deleteItem: Members = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  TableName: tableName,
  ReturnValues: returnValues,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  ReturnValuesOnConditionCheckFailure: onConditionCheckFailure,
  Key: item_({ notNull: true }),
  ConditionalOperator: conditionalOperator,
  Expected: expected,
  ConditionExpression: text_(),
  ...placeholders,
};

export const updateItem: Members = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  TableName: tableName,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  ReturnValues: returnValues,
  ReturnValuesOnConditionCheckFailure: onConditionCheckFailure,
  Key: item_({ notNull: true }),
  ConditionalOperator: conditionalOperator,
  Expected: expected,
  AttributeUpdates: map_(
    'AttributeValueUpdate',
    structure_(
      'AttributeValueUpdate',
      { Action: text_({ oneOf: ['ADD', 'PUT', 'DELETE'] }), Value: valueField_ },
      undefined,
      'value',
    ),
  ),
  ConditionExpression: text_(),
  UpdateExpression: text_(),
  ...placeholders,
};

export const getItem: Members = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  AttributesToGet: attributesToGet,
  TableName: tableName,
  Key: item_({ notNull: true }),
  ConsistentRead: boolean_,
  ProjectionExpression: text_(),
  ExpressionAttributeNames: names,
};

const select = text_({ oneOf: ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'] });
const limit = number_('Integer', { atLeast: 1 });

export const query: Members = {
  Select: select,
  IndexName: text_(nameLimits),
  ReturnConsumedCapacity: returnConsumedCapacity,
  QueryFilter: conditions(false),
  TableName: tableName,
  ConditionalOperator: conditionalOperator,
  AttributesToGet: attributesToGet,
  Limit: number_('Integer', { atLeast: 1, plain: true }),
  KeyConditions: conditions(true),
  ExclusiveStartKey: item_(),
  ConsistentRead: boolean_,
  ScanIndexForward: boolean_,
  KeyConditionExpression: text_(),
  FilterExpression: text_(),
  ProjectionExpression: text_(),
  ...placeholders,
};

export const scan: Members = {
  Select: select,
  IndexName: text_(nameLimits),
  TotalSegments: number_('Integer', { atLeast: 1, atMost: 1_000_000 }),
  ReturnConsumedCapacity: returnConsumedCapacity,
  TableName: tableName,
  ConditionalOperator: conditionalOperator,
  ScanFilter: conditions(false),
  Segment: number_('Integer', { atLeast: 0, atMost: 999_999 }),
  Limit: limit,
  AttributesToGet: attributesToGet,
  ExclusiveStartKey: item_(),
  ConsistentRead: boolean_,
  FilterExpression: text_(),
  ProjectionExpression: text_(),
  ...placeholders,
};

const tableKeys = { longest: 255, shortest: 3, pattern: TABLE_NAME_PATTERN };

export const batchGetItem: Members = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  RequestItems: map_(
    'KeysAndAttributes',
    structure_(
      'KeysAndAttributes',
      {
        Keys: list_(key_, { notNull: true, shortest: 1, longest: 100, plain: true }),
        AttributesToGet: attributesToGet,
        ConsistentRead: boolean_,
        ProjectionExpression: text_(),
        ExpressionAttributeNames: names,
      },
      undefined,
      'value',
    ),
    { keys: tableKeys },
  ),
};

const writeRequest = structure_(
  'WriteRequest',
  {
    DeleteRequest: structure_('DeleteRequest', { Key: item_({ notNull: true }) }),
    PutRequest: structure_('PutRequest', { Item: item_({ notNull: true }) }),
  },
  undefined,
  'value',
);

export const batchWriteItem: Members = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  RequestItems: map_(
    'java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>',
    list_(writeRequest, undefined, true),
    { keys: tableKeys, values: { longest: 25, shortest: 1 } },
  ),
};

const conditionMembers: Members = {
  ConditionExpression: text_(),
  ReturnValuesOnConditionCheckFailure: onConditionCheckFailure,
  ...placeholders,
};
const keyMember: Members = { Key: item_({ notNull: true }) };
const part = (name: string, members: Members) =>
  structure_(name, { TableName: tableName, ...conditionMembers, ...members });

export const transactWriteItems: Members = {
  ClientRequestToken: text_({ shortest: 1, longest: 36 }),
  ReturnConsumedCapacity: returnConsumedCapacity,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  TransactItems: list_(
    structure_(
      'TransactWriteItem',
      {
        ConditionCheck: part('ConditionCheck', { ...keyMember, ConditionExpression: text_({ notNull: true }) }),
        Put: part('Put', { Item: item_({ notNull: true }) }),
        Delete: part('Delete', keyMember),
        Update: part('Update', { ...keyMember, UpdateExpression: text_({ notNull: true }) }),
      },
      undefined,
      'value',
    ),
    { notNull: true, shortest: 1, longest: 100 },
  ),
};

export const transactGetItems: Members = {
  ReturnConsumedCapacity: returnConsumedCapacity,
  TransactItems: list_(
    structure_(
      'TransactGetItem',
      {
        Get: structure_(
          'Get',
          { TableName: tableName, ...keyMember, ProjectionExpression: text_(), ExpressionAttributeNames: names },
          { notNull: true },
        ),
      },
      undefined,
      'value',
    ),
    { notNull: true, shortest: 1, longest: 100 },
  ),
};
