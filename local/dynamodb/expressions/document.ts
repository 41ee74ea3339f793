import { type AttributeValue, attribute, type Item, setMember } from '../values/attribute-value.ts';
import type { Path } from './parser.ts';

/** The value at a path, or undefined. */
export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const piece of path) {
    if (typeof piece === 'number') value = value.L?.[piece];
    else value = value.M && attribute(value.M, piece);
    if (value === undefined) return undefined;
  }
  return value;
}

/** A tree of what is projected: `undefined` as a child means the whole value. */
type Selection = Map<string | number, Selection | undefined>;

function select(paths: readonly Path[]): Selection {
  const root: Selection = new Map();
  for (const path of paths) {
    let node = root;
    for (const piece of path.slice(0, -1)) {
      const child = node.get(piece) ?? new Map();
      node.set(piece, child);
      node = child;
    }
    node.set(path.at(-1) ?? '', undefined);
  }
  return root;
}

/** Only what the paths name, nested as in the item; the elements of a list close up. */
export function project(item: Item, paths: readonly Path[]): Item {
  return projectItem(item, select(paths));
}

function projectItem(item: Item, selection: Selection): Item {
  const result: Item = {};
  for (const [name, inner] of selection) {
    const value = attribute(item, String(name));
    const projected = value && (inner ? projectValue(value, inner) : value);
    if (projected) setMember(result, String(name), projected);
  }
  return result;
}

function projectValue(value: AttributeValue, selection: Selection): AttributeValue | undefined {
  if (value.M) {
    const map = projectItem(value.M, selection);
    return Object.keys(map).length ? { M: map } : undefined;
  }
  const list = [...selection]
    .filter(([index]) => typeof index === 'number')
    .sort(([left], [right]) => Number(left) - Number(right))
    .map(([index, inner]) => {
      const element = value.L?.[Number(index)];
      return element && inner ? projectValue(element, inner) : element;
    })
    .filter((element) => element !== undefined);
  return list.length ? { L: list } : undefined;
}
