import type { Action } from '../../cloud.ts';
import { isAwsError } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import { action, type Engine } from '../engine.ts';
import { type CapacityMode, wanted } from '../items/capacity.ts';
import { Idempotency } from '../items/idempotency.ts';
import type { Write } from '../items/item-store.ts';
import { storedKey } from '../items/keys.ts';
import { attempt, cancelled, checkOnce, type Reason } from '../items/transaction.ts';
import { consumedByReads, consumedByWrites } from '../items/transaction-capacity.ts';
import { conjuncts, isKeyRead, primaryKey } from '../partiql/key.ts';
import { chosen } from '../partiql/select.ts';
import type { Select, Statement } from '../partiql/statement.ts';
import { decideExists, decideWrite, isWriting } from '../partiql/write.ts';
import { executeTransaction as members } from '../requests/statement-shapes.ts';
import type { Table } from '../tables/table.ts';
import { parsedStatement, type StatementRequest } from './execute-statement.ts';

interface TransactionRequest {
  TransactStatements: StatementRequest[];
  ClientRequestToken?: string;
  ReturnConsumedCapacity?: CapacityMode;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteTransaction.html */
export const executeTransaction = (engine: Engine): Action => {
  const tokens = new Idempotency(engine);
  return action<TransactionRequest>(members, (request) => {
    const statements = request.TransactStatements.map((part, index) => checked(engine, part, index));
    const reads = statements.filter((statement): statement is Select => !isWriting(statement) && !statement.exists);
    if (reads.length && reads.length < statements.length)
      throw validation('ExecuteTransaction API does not support both read and write operations in the same request.');
    return reads.length ? read(engine, reads, request) : write(engine, tokens, statements, request);
  });
};

/** What no transaction may contain refuses the request, and names the statement. */
function checked(engine: Engine, request: StatementRequest, index: number): Statement {
  try {
    const statement = parsedStatement(request);
    if ('returning' in statement && statement.returning)
      throw validation('RETURNING clause is not supported in ExecuteTransaction.');
    if (statement.kind === 'select' && statement.index !== undefined)
      throw validation('Reads on indices are not supported within transactions.');
    if (statement.kind === 'select') checkSelect(engine.registry.usable(statement.table), statement);
    return statement;
  } catch (error) {
    if (!isAwsError(error) || error.code !== 'ValidationException') throw error;
    throw validation(`Validation failed in TransactStatements[${index}]: ${error.message}`);
  }
}

function checkSelect(table: Table, select: Select): void {
  if (select.exists && conjuncts(select.where).length <= table.keys.length)
    throw validation('EXISTS() must contain a single item read with additional condition');
  const fits = select.exists ? primaryKey(table, conjuncts(select.where)) : isKeyRead(table, select);
  if (!fits)
    throw validation('Select statements within ExecuteTransaction must specify the primary key in the where clause.');
}

/** The values, or the cancellation with all reasons. */
function all<T>(results: readonly ({ value: T } | { reason: Reason })[]): T[] {
  const reasons = results.map((result): Reason => ('reason' in result ? result.reason : { Code: 'None' }));
  if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
  return results.flatMap((result) => ('value' in result ? [result.value] : []));
}

function read(engine: Engine, selects: readonly Select[], { ReturnConsumedCapacity: mode }: TransactionRequest) {
  const found = all(selects.map((select) => attempt(() => readOne(engine, select))));
  checkOnce(found.map(({ table, key }) => [table.name, key.hash.toString('hex'), key.range.toString('hex')].join('/')));
  const Responses = found.map(({ old }, index) => (old ? { Item: chosen(old.item, selects[index]?.paths) } : {}));
  return { Responses, ...(wanted(mode) && { ConsumedCapacity: consumedByReads(found, mode) }) };
}

function readOne(engine: Engine, { table: name, where }: Select) {
  const table = engine.registry.usable(name);
  const key = storedKey(table, primaryKey(table, conjuncts(where)) ?? {});
  return { table, key, old: engine.items.get(table, key) };
}

function write(
  engine: Engine,
  tokens: Idempotency,
  statements: readonly Statement[],
  { TransactStatements: parts, ClientRequestToken: token, ReturnConsumedCapacity: mode }: TransactionRequest,
) {
  const repeated = tokens.isRepeated(token, parts);
  const writes = repeated ? [] : decide(engine, statements, parts);
  const capacity = repeated ? consumedByReads(touched(engine, statements), mode) : consumedByWrites(writes, mode);
  if (!repeated) tokens.remember(token, parts);
  for (const one of writes) engine.items.write(one);
  return { Responses: [], ...(wanted(mode) && { ConsumedCapacity: capacity }) };
}

function decide(engine: Engine, statements: readonly Statement[], parts: readonly StatementRequest[]): Write[] {
  const results = statements.map((statement, index) => {
    engine.registry.usable(statement.table);
    const shows = parts[index]?.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    return attempt(() =>
      isWriting(statement) ? decideWrite(engine, statement, shows).write : decideExists(engine, statement).write,
    );
  });
  const writes = all(results);
  checkOnce(
    writes.map(({ table, key }) => [table.name, key.hash.toString('hex'), key.range.toString('hex')].join('/')),
  );
  return writes;
}

/** The items that statements name, as they are now. */
function touched(engine: Engine, statements: readonly Statement[]) {
  return statements.map((statement) => {
    const table = engine.registry.usable(statement.table);
    const item = statement.kind === 'insert' ? statement.item : primaryKey(table, conjuncts(statement.where));
    return { table, old: item && engine.items.get(table, storedKey(table, item)) };
  });
}
