/** A scalar of an event. */
export type Scalar = string | number | boolean | null;

/** In which elements of which arrays a value stands: innermost first. */
export interface Membership {
  readonly array: readonly unknown[];
  readonly index: number;
  readonly outer: Membership | undefined;
}

export interface Candidate {
  readonly value: Scalar;
  readonly membership: Membership | undefined;
}

/** A field that patterns name. Keys joined by dots and nested keys are the same, to EventBridge. */
export interface FieldPath {
  readonly name: string;
  readonly steps: readonly string[];
}

export const fieldPath = (steps: readonly string[]): FieldPath => {
  const name = steps.join('.');
  return { name, steps: name.split('.') };
};

/** An event under matching: finds the values of a field once, however many patterns ask for it. */
export class EventView {
  readonly #event: unknown;
  readonly #found = new Map<string, readonly Candidate[]>();

  constructor(event: unknown) {
    this.#event = event;
  }

  values(path: FieldPath): readonly Candidate[] {
    let found = this.#found.get(path.name);
    if (!found) {
      const collected: Candidate[] = [];
      collect(this.#event, path.steps, 0, undefined, collected);
      found = collected;
      this.#found.set(path.name, found);
    }
    return found;
  }
}

function collect(
  node: unknown,
  steps: readonly string[],
  depth: number,
  membership: Membership | undefined,
  found: Candidate[],
): void {
  if (Array.isArray(node)) {
    collectItems(node, steps, depth, membership, found);
  } else if (depth === steps.length) {
    if (typeof node !== 'object' || node === null) found.push({ value: node as Scalar, membership });
  } else if (typeof node === 'object' && node !== null) {
    collectFields(node as Record<string, unknown>, steps, depth, membership, found);
  }
}

/** A scalar element does not bind to its place in the array; an object or array inside an array does. */
function collectItems(
  items: readonly unknown[],
  steps: readonly string[],
  depth: number,
  membership: Membership | undefined,
  found: Candidate[],
): void {
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    const nested = typeof item === 'object' && item !== null;
    if (nested) collect(item, steps, depth, { array: items, index, outer: membership }, found);
    else if (depth === steps.length) found.push({ value: item as Scalar, membership });
  }
}

function collectFields(
  node: Record<string, unknown>,
  steps: readonly string[],
  depth: number,
  membership: Membership | undefined,
  found: Candidate[],
): void {
  let key = '';
  for (let end = depth; end < steps.length; end += 1) {
    key = end === depth ? (steps[end] as string) : `${key}.${steps[end]}`;
    if (Object.hasOwn(node, key)) collect(node[key], steps, end + 1, membership, found);
  }
}
