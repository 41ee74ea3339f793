import { type DirectiveNode, Kind, type SelectionNode } from 'graphql';

/** A conjunction: each variable and the value that it must have. `undefined` is the impossible condition. */
export type Condition = ReadonlyMap<string, boolean>;

export const ALWAYS: Condition = new Map();

export function both(a: Condition, b: Condition): Condition | undefined {
  const result = new Map(a);
  for (const [name, value] of b) {
    if (result.has(name) && result.get(name) !== value) return undefined;
    result.set(name, value);
  }
  return result;
}

/** The condition of `@skip` and `@include` on a selection. */
export function conditionOf(node: SelectionNode): Condition | undefined {
  let condition: Condition | undefined = ALWAYS;
  for (const directive of node.directives ?? []) {
    if (directive.name.value !== 'skip' && directive.name.value !== 'include') continue;
    const own = directiveCondition(directive);
    condition = condition && own ? both(condition, own) : undefined;
  }
  return condition;
}

function directiveCondition(directive: DirectiveNode): Condition | undefined {
  const wanted = directive.name.value === 'include';
  const value = directive.arguments?.find((a) => a.name.value === 'if')?.value;
  if (value?.kind === Kind.BOOLEAN) return value.value === wanted ? ALWAYS : undefined;
  return value?.kind === Kind.VARIABLE ? new Map([[value.name.value, wanted]]) : undefined;
}

/** The condition as JavaScript over `v`, or undefined where it always holds. */
export function conditionText(condition: Condition): string | undefined {
  if (condition.size === 0) return undefined;
  return [...condition].map(([name, value]) => `${value ? '' : '!'}v.${name}`).join(' && ');
}

/** Holds where any of the conditions does; undefined where that is always. */
export function anyText(conditions: readonly Condition[]): string | undefined {
  const texts = conditions.map(conditionText);
  if (texts.includes(undefined)) return undefined;
  const unique = [...new Set(texts)];
  return unique.length === 1 ? unique[0] : unique.map((t) => `(${t})`).join(' || ');
}
