import { validation } from '../../errors.ts';
import { project } from '../expressions/document.ts';
import type { Path } from '../expressions/parser.ts';
import type { ExpressionRequest, Expressions } from '../requests/expressions.ts';
import { checkName, type Item } from '../values/attribute-value.ts';

/** What all reads have in common. */
export interface ReadRequest extends ExpressionRequest {
  AttributesToGet?: string[];
  ConsistentRead?: boolean;
}

export function checkAttributesToGet(names: readonly string[] | undefined): void {
  for (const name of names ?? []) checkName(name);
  const twice = names?.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw validation(`One or more parameter values were invalid: Duplicate value in attribute name: ${twice}`);
}

/** What the request asks for of an item. */
export function projected(item: Item, { AttributesToGet: names }: ReadRequest, { projection }: Expressions): Item {
  const paths: readonly Path[] | undefined = projection?.paths ?? names?.map((name) => [name]);
  return paths ? project(item, paths) : item;
}
