import { type AttributeValue, type Item, typeOf } from '../values/attribute-value.ts';
import { beginsWith, compareValues, containsValue, equalValues } from '../values/compare.ts';
import type { Comparator, Condition, FunctionCall, Operand } from './condition.ts';
import { valueAt } from './document.ts';

/** Whether an item (empty if there is none) satisfies a condition. */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item) && holds(condition.right, item);
    case 'or':
      return holds(condition.left, item) || holds(condition.right, item);
    case 'not':
      return !holds(condition.condition, item);
    case 'compare':
      return compares(condition.operator, resolve(condition.args[0], item), resolve(condition.args[1], item));
    case 'between':
      return isBetween(condition.args.map((arg) => resolve(arg, item)));
    case 'in':
      return isIn(condition.args.map((arg) => resolve(arg, item)));
    case 'function':
      return calls(condition, item);
  }
}

function resolve(operand: Operand, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return valueAt(item, operand.path);
  if (operand.kind === 'undefined') return undefined;
  const [argument] = operand.args;
  return argument && sizeOf(resolve(argument, item));
}

function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
  if (!value) return undefined;
  const sized = value.S ?? value.SS ?? value.NS ?? value.BS ?? value.L;
  if (sized !== undefined) return { N: String(sized.length) };
  if (value.M) return { N: String(Object.keys(value.M).length) };
  return value.B === undefined ? undefined : { N: String(Buffer.from(value.B, 'base64').length) };
}

/** An attribute that is not there is unequal to everything, even to another that is not, and neither less nor greater. */
export function compares(
  operator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (!left || !right) return operator === '<>';
  if (operator === '=') return equalValues(left, right);
  if (operator === '<>') return !equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

export const isBetween = ([value, low, high]: readonly (AttributeValue | undefined)[]): boolean =>
  compares('>=', value, low) && compares('<=', value, high);

export const isIn = ([value, ...candidates]: readonly (AttributeValue | undefined)[]): boolean =>
  candidates.some((candidate) => compares('=', value, candidate));

function calls({ name, args }: FunctionCall, item: Item): boolean {
  const [first, second] = args.map((arg) => resolve(arg, item));
  if (name === 'attribute_exists') return first !== undefined;
  if (name === 'attribute_not_exists') return first === undefined;
  if (!first || !second) return false;
  if (name === 'attribute_type') return typeOf(first) === second.S;
  return name === 'begins_with' ? beginsWith(first, second) : containsValue(first, second);
}
