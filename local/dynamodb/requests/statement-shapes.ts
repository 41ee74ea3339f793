import { value_ } from './attribute-shapes.ts';
import { boolean_, list_, number_, structure_, text_ } from './kinds.ts';
import type { Members } from './shape.ts';

const statement = text_({ notNull: true, shortest: 1, longest: 8192 });
const parameters = list_(value_, { shortest: 1 });
const returnConsumedCapacity = text_({ oneOf: ['INDEXES', 'TOTAL', 'NONE'] });
const onConditionCheckFailure = text_({ oneOf: ['ALL_OLD', 'NONE'] });
const parameterized: Members = {
  Statement: statement,
  Parameters: parameters,
  ReturnValuesOnConditionCheckFailure: onConditionCheckFailure,
};

export const executeStatement: Members = {
  ...parameterized,
  ConsistentRead: boolean_,
  NextToken: text_({ shortest: 1, longest: 32_768 }),
  ReturnConsumedCapacity: returnConsumedCapacity,
  Limit: number_('Integer', { atLeast: 1 }),
};

export const batchExecuteStatement: Members = {
  Statements: list_(
    structure_('BatchStatementRequest', { ...parameterized, ConsistentRead: boolean_ }, undefined, 'value'),
    { notNull: true, shortest: 1, longest: 25 },
  ),
  ReturnConsumedCapacity: returnConsumedCapacity,
};

export const executeTransaction: Members = {
  TransactStatements: list_(structure_('ParameterizedStatement', parameterized, undefined, 'value'), {
    notNull: true,
    shortest: 1,
    longest: 100,
  }),
  ClientRequestToken: text_({ shortest: 1, longest: 36 }),
  ReturnConsumedCapacity: returnConsumedCapacity,
};
