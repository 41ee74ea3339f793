/** A step of a path: a field, an element, or all elements. */
type Step = string | number | '*';

const STEP = /\.([A-Za-z0-9_@/-]+)|\[(\d+)\]|\[\*\]|\['([^']+)'\]|\["([^"]+)"\]/y;

/**
 * A path of EventBridge Pipes, compiled: not the whole of JSONPath, but dots, `[n]` and `[*]`.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-input-transformation.html
 */
export type Path = readonly (Step | { readonly all: true })[];

/** Reads `$.a.b[0].c[*].d`; undefined if it is not such a path. */
export function parsePath(text: string): Path | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: (Step | { all: true })[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < text.length) {
    const found = STEP.exec(text);
    if (!found) return undefined;
    const [whole, field, index, single, double] = found;
    if (whole === '[*]') steps.push({ all: true });
    else if (index !== undefined) steps.push(Number(index));
    else steps.push(field ?? single ?? double ?? '');
  }
  return steps;
}

/** A text that holds JSON is read as such when a path goes into it (the body of a queue message does). */
function open(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value; // a text after all: a path into it finds nothing
  }
}

/** The value at the path, or undefined. With `[*]`, the list of what is found. */
export function valueAt(path: Path, root: unknown): unknown {
  let current = root;
  for (let index = 0; index < path.length; index++) {
    const step = path[index];
    current = open(current);
    if (typeof step === 'object') {
      if (!Array.isArray(current)) return undefined;
      const rest = path.slice(index + 1);
      return current.map((element) => valueAt(rest, element)).filter((found) => found !== undefined);
    }
    if (current === null || typeof current !== 'object' || step === undefined) return undefined;
    if (!Object.hasOwn(current, step)) return undefined;
    current = Reflect.get(current, step);
  }
  return current;
}

/** A parameter that may be dynamic: a complete `$.path` is read from the event, all else stands for itself. */
export function dynamic(parameter: string, event: unknown): string | undefined {
  const path = parameter.startsWith('$.') ? parsePath(parameter) : undefined;
  if (!path) return parameter;
  const value = valueAt(path, event);
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
