import { validation } from '../../errors.ts';
import type { Condition, Operand } from '../expressions/condition.ts';
import type { Comparison } from '../expressions/key-condition.ts';
import { checkKeyPart } from '../items/keys.ts';
import type { KeyAttribute, Table } from '../tables/table.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';
import type { Select } from './statement.ts';

/** The conditions that must all hold: those between the ANDs. */
export function conjuncts(condition: Condition | undefined): Condition[] {
  if (!condition) return [];
  return condition.kind === 'and' ? [...conjuncts(condition.left), ...conjuncts(condition.right)] : [condition];
}

export const conjunction = (conditions: readonly Condition[]): Condition | undefined =>
  conditions.length ? conditions.reduce((left, right): Condition => ({ kind: 'and', left, right })) : undefined;

const isPath = (operand: Operand | undefined, name: string): boolean =>
  operand?.kind === 'path' && operand.path.length === 1 && operand.path[0] === name;

const literalOf = (operand: Operand | undefined): AttributeValue | undefined =>
  operand?.kind === 'value' ? operand.value : undefined;

const OPERATORS: Readonly<Record<string, readonly [string, string]>> = {
  '=': ['EQ', 'EQ'],
  '<': ['LT', 'GT'],
  '<=': ['LE', 'GE'],
  '>': ['GT', 'LT'],
  '>=': ['GE', 'LE'],
};

/** What a condition says of one attribute that an index could find; undefined if nothing. */
export function comparisonOn(condition: Condition, name: string): Comparison | undefined {
  if (condition.kind === 'compare') {
    const [left, right] = condition.args;
    const [forth, back] = OPERATORS[condition.operator] ?? [];
    const [operator, value] = isPath(left, name)
      ? [forth, literalOf(right)]
      : isPath(right, name)
        ? [back, literalOf(left)]
        : [];
    return operator && value ? { ComparisonOperator: operator, AttributeValueList: [value] } : undefined;
  }
  const ranged = condition.kind === 'between' || (condition.kind === 'function' && condition.name === 'begins_with');
  if (!ranged || !isPath(condition.args[0], name)) return undefined;
  const values = condition.args.slice(1).map(literalOf);
  const given = values.flatMap((value) => value ?? []);
  if (given.length !== values.length) return undefined;
  return { ComparisonOperator: condition.kind === 'between' ? 'BETWEEN' : 'BEGINS_WITH', AttributeValueList: given };
}

/** The value that an attribute must equal. */
export function equality(conditions: readonly Condition[], name: string): AttributeValue | undefined {
  for (const condition of conditions) {
    const found = comparisonOn(condition, name);
    if (found?.ComparisonOperator === 'EQ') return found.AttributeValueList?.[0];
  }
  return undefined;
}

/** The whole primary key, if the conditions give it. */
export function primaryKey(table: Table, conditions: readonly Condition[]): Item | undefined {
  const key: Item = {};
  for (const [position, attribute] of table.keys.entries()) {
    const value = equality(conditions, attribute.name);
    if (!value) return undefined;
    key[attribute.name] = value;
    checkType(attribute, [value]);
    checkKeyPart(attribute, key, position === 0);
  }
  return key;
}

/** Whether a SELECT reads one item by its key, with no function for a condition: batches and transactions take no other. */
export function isKeyRead(table: Table, { where }: Select): boolean {
  const conditions = conjuncts(where);
  return !conditions.some(({ kind }) => kind === 'function') && primaryKey(table, conditions) !== undefined;
}

/** Splits a write's WHERE into the item's key and what else must hold. */
export function keyOfWrite(table: Table, where: Condition | undefined): { key: Item; rest: Condition | undefined } {
  const conditions = conjuncts(where);
  const key = primaryKey(table, conditions);
  if (!key) throw validation('Where clause does not contain a mandatory equality on all key attributes');
  const isKey = (condition: Condition) =>
    table.keys.some(({ name }) => comparisonOn(condition, name)?.ComparisonOperator === 'EQ');
  return { key, rest: conjunction(conditions.filter((condition) => !isKey(condition))) };
}

export function checkType({ name, type }: KeyAttribute, values: readonly AttributeValue[] = []): void {
  if (values.some((value) => value[type] === undefined))
    throw validation(`Key attribute's data type should match its data type in table's schema: Key ${name}`);
}
