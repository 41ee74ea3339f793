import { validation } from '../../errors.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import type { Comparator, Condition, Operand } from './condition.ts';

/** A comparison in the older parameters' form (`KeyConditions`, `QueryFilter`, …), which key conditions are brought to. */
export interface Comparison {
  ComparisonOperator: string;
  AttributeValueList?: AttributeValue[];
}

const OPERATORS: Readonly<Partial<Record<Comparator, string>>> = {
  '=': 'EQ',
  '<': 'LT',
  '<=': 'LE',
  '>': 'GT',
  '>=': 'GE',
};
const MIRRORED: Readonly<Record<string, string>> = { EQ: 'EQ', LT: 'GT', LE: 'GE', GT: 'LT', GE: 'LE' };

/** The conditions on each key of a KeyConditionExpression; throws if it says anything else than a key condition may. */
export function keyComparisons(condition: Condition): Record<string, Comparison> {
  const found: Record<string, Comparison> = Object.create(null);
  collect(condition, found);
  return found;
}

function collect(condition: Condition, found: Record<string, Comparison>): void {
  refuse(condition);
  if (condition.kind === 'and') {
    collect(condition.left, found);
    collect(condition.right, found);
  } else if (isSimple(condition)) addComparison(condition, found);
}

function refuse(condition: Condition): void {
  const operator = condition.kind === 'compare' ? condition.operator : condition.kind;
  if (['or', 'not', 'in', '<>'].includes(operator)) throw invalidOperator(operator.toUpperCase());
  if (condition.kind === 'function') {
    if (condition.name === 'size') throw validation('KeyConditionExpressions cannot contain nested operations');
    if (condition.name !== 'begins_with') throw invalidOperator(condition.name);
  }
  const first = condition.kind === 'between' || condition.kind === 'function' ? condition.args[0] : undefined;
  if (first && first.kind !== 'path') {
    const name = condition.kind === 'function' ? condition.name : 'BETWEEN';
    throw validation(
      `Invalid condition in KeyConditionExpression: ${name} operator must have the key attribute as its first operand`,
    );
  }
}

const invalidOperator = (name: string) => validation(`Invalid operator used in KeyConditionExpression: ${name}`);

type Simple = Extract<Condition, { readonly args: readonly Operand[] }>;

const isSimple = (condition: Condition): condition is Simple => 'args' in condition;

function addComparison(condition: Simple, found: Record<string, Comparison>): void {
  const args: readonly Operand[] = condition.args;
  const at = keyIndex(args);
  const key = args[at];
  if (key?.kind !== 'path') throw validation('Invalid condition in KeyConditionExpression: No key attribute specified');
  const name = String(key.path[0]);
  if (found[name])
    throw validation('Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key');
  const operator = operatorOf(condition);
  found[name] = {
    ComparisonOperator: at === 0 ? operator : (MIRRORED[operator] ?? operator),
    AttributeValueList: args.flatMap((arg) => (arg.kind === 'value' ? [arg.value] : [])),
  };
}

function operatorOf(condition: Simple): string {
  if (condition.kind === 'compare') return OPERATORS[condition.operator] ?? '';
  return condition.kind === 'between' ? 'BETWEEN' : 'BEGINS_WITH';
}

/** Which operand is the key. */
function keyIndex(args: readonly Operand[]): number {
  let found = -1;
  for (const [index, arg] of args.entries()) {
    if (arg.kind === 'function') throw validation('KeyConditionExpressions cannot contain nested operations');
    if (arg.kind !== 'path') continue;
    if (found >= 0)
      throw validation('Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition');
    if (arg.path.length > 1) throw validation('KeyConditionExpressions cannot have conditions on nested attributes');
    found = index;
  }
  return found;
}
