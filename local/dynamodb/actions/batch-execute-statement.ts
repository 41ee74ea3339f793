import type { Action } from '../../cloud.ts';
import { isAwsError } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import { action, type Engine } from '../engine.ts';
import { type CapacityMode, type ConsumedCapacity, wanted } from '../items/capacity.ts';
import { isKeyRead } from '../partiql/key.ts';
import { readSelect } from '../partiql/select.ts';
import type { Select, Statement } from '../partiql/statement.ts';
import { isWriting } from '../partiql/write.ts';
import { batchExecuteStatement as members } from '../requests/statement-shapes.ts';
import type { Item } from '../values/attribute-value.ts';
import { executeWrite, parsedStatement, type StatementRequest } from './execute-statement.ts';

interface BatchRequest {
  Statements: StatementRequest[];
  ReturnConsumedCapacity?: CapacityMode;
}

interface Response {
  TableName?: string;
  Item?: Item;
  Error?: { Code: string; Message: string; Item?: Item };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
export const batchExecuteStatement = (engine: Engine): Action =>
  action<BatchRequest>(members, ({ Statements, ReturnConsumedCapacity: mode }) => {
    const capacities = new Map<string, ConsumedCapacity>();
    const Responses = Statements.map((request) => respond(engine, request, mode, capacities));
    return { Responses, ...(wanted(mode) && { ConsumedCapacity: [...capacities.values()] }) };
  });

/** Only a statement that came to its item names the table. */
const HAS_RUN = ['ConditionalCheckFailedException', 'DuplicateItemException'];

/** Each statement stands alone: what refuses one leaves the others. */
function respond(
  engine: Engine,
  request: StatementRequest,
  mode: CapacityMode,
  capacities: Map<string, ConsumedCapacity>,
): Response {
  let statement: Statement | undefined;
  try {
    statement = parsedStatement(request);
    const { Items, ConsumedCapacity: capacity } = isWriting(statement)
      ? executeWrite(engine, statement, request, mode)
      : readOne(engine, statement, request, mode);
    if (capacity) add(capacities, capacity);
    return { TableName: statement.table, ...(Items[0] && { Item: Items[0] }) };
  } catch (error) {
    if (!isAwsError(error)) throw error;
    const item = error.fields.Item as Item | undefined;
    return {
      ...(statement && HAS_RUN.includes(error.code) && { TableName: statement.table }),
      Error: { Code: codeOf(error.code), Message: error.message, ...(item && { Item: item }) },
    };
  }
}

/** `ValidationException` is `ValidationError` here, the others lose their suffix. */
const codeOf = (code: string): string =>
  code === 'ValidationException' ? 'ValidationError' : code.replace(/Exception$/, '');

function readOne(engine: Engine, select: Select, request: StatementRequest, mode: CapacityMode) {
  const table = engine.registry.usable(select.table);
  if (select.index !== undefined || !isKeyRead(table, select))
    throw validation(
      'Select statements within BatchExecuteStatement must specify the primary key in the where clause.',
    );
  return readSelect(engine, select, { ConsistentRead: request.ConsistentRead, ReturnConsumedCapacity: mode });
}

function add(capacities: Map<string, ConsumedCapacity>, one: ConsumedCapacity): void {
  const before = capacities.get(one.TableName);
  if (!before) capacities.set(one.TableName, one);
  else before.CapacityUnits += one.CapacityUnits;
}
