import { validation } from '../../errors.ts';
import type { Condition, Operand } from '../expressions/condition.ts';
import type { Index } from '../tables/table.ts';
import { comparisonOn, conjuncts } from './key.ts';
import type { Select } from './statement.ts';

export const holdsAttribute = ({ attributes }: Index, name: string): boolean => !attributes || attributes.has(name);

/** A read along the index's key may filter by what the index holds only; one of the whole index finds nothing by the rest. */
export function checkProjected(index: Index, { where, paths }: Select): void {
  const lacking = (names: Iterable<string>) => [...new Set(names)].filter((name) => !holdsAttribute(index, name));
  const filtered = lacking(where && isKeyed(index, where) ? headsOf(where) : []);
  if (filtered.length)
    throw validation(
      `One or more parameter values were invalid: Secondary index ${index.name} does not project one or more filter ` +
        `attributes: [${filtered.join(', ')}]`,
    );
  const asked = lacking((paths ?? []).map(([head]) => String(head)));
  if (asked.length && index.isGlobal)
    throw validation(
      `One or more parameter values were invalid: Global secondary index ${index.name} does not project [${asked.join(', ')}]`,
    );
}

/** Whether the clause names values of the partition key, be it one or several. */
const isKeyed = ({ keys: [hashKey] }: Index, where: Condition): boolean =>
  conjuncts(where).some((condition) => {
    if (!hashKey) return false;
    const [first] = condition.kind === 'in' ? condition.args : [];
    return first
      ? first.kind === 'path' && first.path.length === 1 && first.path[0] === hashKey.name
      : comparisonOn(condition, hashKey.name)?.ComparisonOperator === 'EQ';
  });

function headsOf(condition: Condition): string[] {
  if (condition.kind === 'and' || condition.kind === 'or')
    return [...headsOf(condition.left), ...headsOf(condition.right)];
  if (condition.kind === 'not') return headsOf(condition.condition);
  return 'args' in condition ? condition.args.flatMap(headsOfOperand) : [];
}

function headsOfOperand(operand: Operand): string[] {
  if (operand.kind === 'path') return [String(operand.path[0])];
  return operand.kind === 'function' ? operand.args.flatMap(headsOfOperand) : [];
}
