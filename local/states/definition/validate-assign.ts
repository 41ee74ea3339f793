import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Available } from '../jsonata/references.ts';
import type { Scope } from './scope.ts';
import { checkTemplates } from './validate-templates.ts';

const VARIABLE = /^\p{ID_Start}[\p{ID_Continue}]*$/u;

/** The variables that a state, its choice rules or its catchers set, and what they are set to. */
export function checkAssign(assign: Json | undefined, at: string, scope: Scope, given: Available = {}): void {
  if (assign === undefined) return;
  if (!isObject(assign)) {
    scope.findings.schema('Expected value of type Object', at);
    return;
  }
  for (const key of Object.keys(assign)) {
    const [code, why] = nameProblem(nameOf(key), scope) ?? [];
    if (code && why) scope.findings.add(code, why, `${at}/${key}`);
  }
  checkTemplates(assign, at, scope, given);
}

const nameOf = (key: string): string => (key.endsWith('.$') ? key.slice(0, -2) : key);

function nameProblem(name: string, { outer }: Scope): [string, string] | undefined {
  if (name === 'states') return ['RESERVED_VARIABLE_NAME', "Cannot assign to reserved variable '$states'."];
  if (!VARIABLE.test(name))
    return ['INVALID_VARIABLE_NAME', `Invalid variable name '${name}': the variable name contains invalid characters.`];
  if (name.length > 80)
    return ['INVALID_VARIABLE_NAME', `Invalid variable name '${name}': the variable name exceeds 80 characters.`];
  if (outer.has(name))
    return ['DUPLICATE_VARIABLE_NAME', `The variable name '${name}' was already defined in a parent scope.`];
  return undefined;
}

/** All variables that the states of one machine set, those of the machines inside them left out. */
export function assignedIn(states: JsonObject): string[] {
  return Object.values(states).flatMap((state) => {
    if (!isObject(state)) return [];
    const rules = [state.Choices, state.Catch].flatMap((list) => (Array.isArray(list) ? list : []));
    return [state, ...rules].flatMap((one) =>
      isObject(one) && isObject(one.Assign) ? Object.keys(one.Assign).map(nameOf) : [],
    );
  });
}
