import { validation } from '../../errors.ts';
import { difference, sum } from '../expressions/apply-update.ts';
import {
  type AttributeValue,
  attribute,
  checkName,
  type Item,
  setMember,
  typeOf,
  validateValue,
} from '../values/attribute-value.ts';

/** The older way to state an update. */
export interface AttributeUpdate {
  Action?: string;
  Value?: AttributeValue;
}

export type AttributeUpdates = Readonly<Record<string, AttributeUpdate>>;

const invalid = (what: string) => validation(`One or more parameter values were invalid: ${what}`);

export function checkAttributeUpdates(updates: AttributeUpdates): void {
  for (const [name, { Action: action, Value: value }] of Object.entries(updates)) {
    checkName(name);
    if (!value) {
      if (action !== 'DELETE') throw invalid('Only DELETE action is allowed when no attribute value is specified');
      continue;
    }
    validateValue(value);
    const type = typeOf(value);
    if (action === 'DELETE' && !['SS', 'NS', 'BS'].includes(type))
      throw invalid(`DELETE action with value is not supported for the type ${type}`);
    if (action === 'ADD' && !['L', 'SS', 'NS', 'BS', 'N'].includes(type))
      throw invalid(`ADD action is not supported for the type ${type}`);
  }
}

/** Applies the updates to an item, in place. */
export function applyAttributeUpdates(updates: AttributeUpdates, item: Item): void {
  for (const [name, { Action: action = 'PUT', Value: value }] of Object.entries(updates)) {
    const existing = attribute(item, name);
    if (value && action !== 'PUT' && existing && typeOf(existing) !== typeOf(value))
      throw validation('Type mismatch for attribute to update');
    const result = updated(action, existing, value);
    if (result) setMember(item, name, result);
    else delete item[name];
  }
}

function updated(action: string, existing: AttributeValue | undefined, value: AttributeValue | undefined) {
  if (action === 'ADD' && value) return sum(existing, value);
  if (action !== 'DELETE') return value;
  return value && existing ? difference(existing, value) : undefined;
}
