import type { Action } from '../../cloud.ts';
import { action, type Engine, tableNameOf } from '../engine.ts';
import { type CapacityMode, type ConsumedCapacity, consumed, unitsOf, wanted } from '../items/capacity.ts';
import { nextToken, placeOf } from '../partiql/next-token.ts';
import { parseStatement } from '../partiql/parse.ts';
import { readSelect } from '../partiql/select.ts';
import type { Statement } from '../partiql/statement.ts';
import { decideWrite, isWriting, type Writing } from '../partiql/write.ts';
import { executeStatement as members } from '../requests/statement-shapes.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';

/** One statement, as all three actions of PartiQL take it. */
export interface StatementRequest {
  Statement: string;
  Parameters?: AttributeValue[];
  ConsistentRead?: boolean;
  ReturnValuesOnConditionCheckFailure?: string;
}

interface ExecuteRequest extends StatementRequest {
  Limit?: number;
  NextToken?: string;
  ReturnConsumedCapacity?: CapacityMode;
}

export function parsedStatement({ Statement: text, Parameters }: StatementRequest): Statement {
  const statement = parseStatement(text, Parameters);
  return { ...statement, table: tableNameOf(statement.table) };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html */
export const executeStatement = (engine: Engine): Action =>
  action<ExecuteRequest>(members, (request) => {
    const statement = parsedStatement(request);
    if (isWriting(statement)) {
      const { Items, ConsumedCapacity } = executeWrite(engine, statement, request, request.ReturnConsumedCapacity);
      return { Items, ...(ConsumedCapacity && { ConsumedCapacity }) };
    }
    const start = placeOf(request.Statement, request.NextToken);
    const { Items, LastEvaluatedKey, ConsumedCapacity } = readSelect(engine, statement, { ...request, start });
    return {
      Items,
      ...(LastEvaluatedKey && { LastEvaluatedKey, NextToken: nextToken(request.Statement, LastEvaluatedKey) }),
      ...(ConsumedCapacity && { ConsumedCapacity }),
    };
  });

/** Carries out one writing statement. */
export function executeWrite(
  engine: Engine,
  statement: Writing,
  { ReturnValuesOnConditionCheckFailure: shows }: StatementRequest,
  mode: CapacityMode,
): { Items: Item[]; ConsumedCapacity?: ConsumedCapacity } {
  const { write, returned } = decideWrite(engine, statement, shows === 'ALL_OLD');
  const capacity = wanted(mode) && { ConsumedCapacity: consumed(write.table.name, unitsOf(write), mode) };
  engine.items.write(write);
  return { Items: returned && Object.keys(returned).length ? [returned] : [], ...capacity };
}
