export type Change = 'same' | 'added' | 'removed' | 'changed';

export interface DiffRow {
  /** Where it lies: `image.title`, `[3].version`; '' is the whole. */
  readonly path: string;
  readonly change: Change;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** The leaves at which two JSON values differ, in the order of the second; what is equal is left out unless asked for. */
export function diff(before: unknown, after: unknown, { same = false } = {}): DiffRow[] {
  return compare('', before, after).filter((row) => same || row.change !== 'same');
}

function compare(path: string, before: unknown, after: unknown): DiffRow[] {
  if (before === undefined && after === undefined) return [];
  if (isBranch(before) && isBranch(after) && Array.isArray(before) === Array.isArray(after)) {
    const names = new Set([...Object.keys(after), ...Object.keys(before)]);
    return [...names].flatMap((name) => compare(join(path, name, after), part(before, name), part(after, name)));
  }
  if (before === undefined) return [{ path, change: 'added', after }];
  if (after === undefined) return [{ path, change: 'removed', before }];
  const equal = before === after || JSON.stringify(before) === JSON.stringify(after);
  return [{ path, change: equal ? 'same' : 'changed', before, after }];
}

type Branch = Record<string, unknown> | unknown[];

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function part(of: Branch, name: string): unknown {
  return Array.isArray(of) ? of[Number(name)] : Object.hasOwn(of, name) ? of[name] : undefined;
}

function join(path: string, name: string, parent: Branch): string {
  if (Array.isArray(parent)) return `${path}[${name}]`;
  return path ? `${path}.${name}` : name;
}
