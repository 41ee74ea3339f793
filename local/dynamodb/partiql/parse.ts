import { validation } from '../../errors.ts';
import type { Path } from '../expressions/parser.ts';
import type { UpdateStep } from '../expressions/update.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import { leftOver, Reader } from './reader.ts';
import { readSet } from './set.ts';
import type { Delete, Insert, Returning, Select, Statement, Update } from './statement.ts';
import { notWellFormed, place } from './tokens.ts';
import { readItem } from './values.ts';
import { readWhere } from './where.ts';

/**
 * Parses a statement of PartiQL for DynamoDB; `?` stand for the parameters in turn.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
 */
export function parseStatement(text: string, parameters: readonly AttributeValue[] = []): Statement {
  const reader = new Reader(text, parameters);
  const statement = read(reader);
  reader.end();
  return statement;
}

function read(reader: Reader): Statement {
  if (reader.take('select')) return readSelect(reader);
  if (reader.take('insert', 'into')) return readInsert(reader);
  if (reader.take('update')) return readUpdate(reader);
  if (reader.take('delete', 'from')) return readDelete(reader);
  if (reader.take('from')) return readFromFirst(reader);
  if (reader.take('exists', '(', 'select')) {
    const select = readSelect(reader);
    reader.expect(')');
    return { ...select, exists: true };
  }
  throw notWellFormed('Expected data manipulation');
}

function readFrom(reader: Reader): { table: string; index?: string } {
  const pieces = [reader.name()];
  while (reader.take('.')) pieces.push(reader.name());
  if (pieces.includes('')) throw validation('Path component cannot be an empty string');
  if (pieces.length > 2) throw validation('A path may contain at most 2 components in the FROM clause');
  const [table = '', index] = pieces;
  return index === undefined ? { table } : { table, index };
}

/** The source of what is no INSERT: AWS knows no alias for it. */
function readSource(reader: Reader): ReturnType<typeof readFrom> {
  const from = readFrom(reader);
  if (reader.sees('as') || reader.seesName()) throw validation('Aliasing is not supported');
  return from;
}

function readSelect(reader: Reader): Select {
  const paths = reader.take('*') ? undefined : readPaths(reader);
  reader.expect('from');
  const from = readSource(reader);
  const where = reader.take('where') ? readWhere(reader) : undefined;
  return { kind: 'select', ...from, paths, where, order: readOrder(reader) };
}

function readPaths(reader: Reader): Path[] {
  const paths: Path[] = [];
  do {
    const first = reader.token;
    paths.push(reader.path());
    if (reader.sees('(')) throw validation(`Unexpected path component at ${place(first)}`);
  } while (reader.take(','));
  return paths;
}

function readOrder(reader: Reader): Select['order'] {
  if (!reader.take('order', 'by')) return undefined;
  const name = reader.name();
  const descending = reader.take('desc');
  if (!descending) reader.take('asc');
  return { name, descending };
}

function readInsert(reader: Reader): Insert {
  const from = readFrom(reader);
  if (from.index !== undefined)
    throw notWellFormed('FROM clause may only contain a single table name in data manipulation expressions');
  if (reader.seesName()) throw leftOver();
  reader.expect('value');
  return { kind: 'insert', ...from, item: readItem(reader) };
}

function readUpdate(reader: Reader): Update {
  const from = readSource(reader);
  const steps = readSteps(reader);
  const where = reader.take('where') ? readWhere(reader) : undefined;
  return { kind: 'update', ...from, steps, where, returning: readReturning(reader) };
}

/** PartiQL's other form of an UPDATE: `FROM … WHERE … SET …`. */
function readFromFirst(reader: Reader): Update {
  const from = readSource(reader);
  reader.expect('where');
  const where = readWhere(reader);
  const steps = readSteps(reader);
  return { kind: 'update', ...from, steps, where, returning: readReturning(reader) };
}

function readSteps(reader: Reader): UpdateStep[] {
  const steps: UpdateStep[] = [];
  for (;;) {
    if (reader.take('set'))
      do steps.push(readSet(reader));
      while (reader.take(','));
    else if (reader.take('remove'))
      do steps.push({ kind: 'remove', path: reader.path() });
      while (reader.take(','));
    else break;
  }
  if (!steps.length) throw notWellFormed('Unexpected token');
  return steps;
}

function readDelete(reader: Reader): Delete {
  const from = readSource(reader);
  const where = reader.take('where') ? readWhere(reader) : undefined;
  const returning = readReturning(reader);
  if (returning && (returning.what !== 'ALL' || returning.when !== 'OLD'))
    throw validation(
      `Invalid returning clause: RETURNING ${returning.what} ${returning.when} *. ` +
        'Only RETURNING ALL OLD * is allowed in DELETE statements.',
    );
  return { kind: 'delete', ...from, where, returning };
}

function readReturning(reader: Reader): Returning | undefined {
  if (!reader.take('returning')) return undefined;
  const what = reader.take('all') ? 'ALL' : 'MODIFIED';
  if (what === 'MODIFIED') reader.expect('modified');
  const when = reader.take('old') ? 'OLD' : 'NEW';
  if (when === 'NEW') reader.expect('new');
  reader.expect('*');
  return { what, when };
}
