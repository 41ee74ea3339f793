import { validation } from '../../errors.ts';
import { type AttributeValue, attribute, type Item, setMember, typeOf } from '../values/attribute-value.ts';
import { addNumbers } from '../values/decimal.ts';
import { valueAt } from './document.ts';
import type { Path } from './parser.ts';
import type { UpdateOperand, UpdateStep } from './update.ts';

const wrongType = () => validation('An operand in the update expression has an incorrect data type');
const wrongPath = () => validation('The document path provided in the update expression is invalid for update');

/** Applies the steps of an update to an item, in place. All operands see the item as it was before. */
export function applyUpdate(steps: readonly UpdateStep[], item: Item): void {
  const values = steps.map((step) => (step.kind === 'set' ? structuredClone(evaluate(step.operand, item)) : undefined));
  const holes = new Set<AttributeValue[]>();
  const removals: Place[] = [];
  for (const [index, step] of steps.entries()) {
    const place = locate(item, step.path);
    const value = values[index];
    if (value) assign(place, value, holes);
    else if (step.kind === 'remove') removals.push(place);
    else if (step.kind !== 'set') combine(step.kind, place, step.value, holes);
  }
  removeAll(removals, holes);
  for (const list of holes) list.splice(0, list.length, ...list.filter((element) => element !== undefined));
}

function evaluate(operand: UpdateOperand, item: Item): AttributeValue {
  const value = find(operand, item);
  if (value === undefined)
    throw validation('The provided expression refers to an attribute that does not exist in the item');
  return value;
}

function find(operand: UpdateOperand, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return valueAt(item, operand.path);
  if (operand.kind === 'sum') {
    const [left, right] = [evaluate(operand.left, item).N, evaluate(operand.right, item).N];
    if (left === undefined || right === undefined) throw wrongType();
    return { N: addNumbers(left, right, operand.sign) };
  }
  if (operand.kind === 'undefined') return undefined;
  const [first, second] = operand.args;
  if (!first || !second) throw wrongType();
  return operand.name === 'if_not_exists' ? (find(first, item) ?? evaluate(second, item)) : append(first, second, item);
}

function append(first: UpdateOperand, second: UpdateOperand, item: Item): AttributeValue {
  const [left, right] = [evaluate(first, item).L, evaluate(second, item).L];
  if (!left || !right) throw wrongType();
  return { L: [...left, ...right] };
}

/** Where a value stands: under a name of a map, or at an index of a list. */
type Place =
  | { readonly map: Item; readonly name: string }
  | { readonly list: AttributeValue[]; readonly index: number };

function locate(item: Item, path: Path): Place {
  const parent = valueAt(item, path.slice(0, -1));
  const last = path.at(-1);
  if (typeof last === 'number') {
    if (!parent?.L) throw wrongPath();
    return { list: parent.L, index: last };
  }
  if (!parent?.M || last === undefined) throw wrongPath();
  return { map: parent.M, name: last };
}

const read = (place: Place): AttributeValue | undefined =>
  'map' in place ? attribute(place.map, place.name) : place.list[place.index];

/** A list closes up: what is set beyond its end becomes its last element. */
function assign(place: Place, value: AttributeValue, holes: Set<AttributeValue[]>): void {
  if ('map' in place) {
    setMember(place.map, place.name, value);
    return;
  }
  if (place.index > place.list.length) holes.add(place.list);
  if (place.index > 1_000_000) throw wrongPath();
  place.list[place.index] = value;
}

function combine(kind: 'add' | 'delete', place: Place, value: AttributeValue, holes: Set<AttributeValue[]>): void {
  const existing = read(place);
  if (existing && typeOf(existing) !== typeOf(value)) throw wrongType();
  const left = kind === 'add' ? sum(existing, value) : existing && difference(existing, value);
  if (left) assign(place, left, holes);
  else if (existing) removeAll([place], holes);
}

/** ADD: numbers are added, sets united. */
export function sum(existing: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (value.N !== undefined) return { N: addNumbers(existing?.N ?? '0', value.N) };
  if (value.L) return { L: [...(existing?.L ?? []), ...value.L] };
  const type = setType(value);
  return { [type]: [...new Set([...(existing?.[type] ?? []), ...(value[type] ?? [])])] };
}

/** DELETE: what is left of a set, or undefined if nothing is. */
export function difference(existing: AttributeValue, value: AttributeValue): AttributeValue | undefined {
  const type = setType(value);
  const taken = new Set(value[type]);
  const left = existing[type]?.filter((member) => !taken.has(member));
  return left?.length ? { [type]: left } : undefined;
}

function setType(value: AttributeValue): 'SS' | 'NS' | 'BS' {
  const type = typeOf(value);
  if (type !== 'SS' && type !== 'NS' && type !== 'BS') throw wrongType();
  return type;
}

/** Indexes are those of the list before the update, so the elements go from the last to the first. */
function removeAll(places: readonly Place[], holes: Set<AttributeValue[]>): void {
  for (const place of places) if ('map' in place) delete place.map[place.name];
  const elements = places.filter((place) => 'list' in place).sort((left, right) => right.index - left.index);
  for (const { list, index } of elements) {
    if (holes.has(list)) delete list[index];
    else list.splice(index, 1);
  }
}
