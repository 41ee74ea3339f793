/** Prints a JSON value as graphql-js does in its messages about variables: at most two levels and ten items. */
export function inspect(value: unknown, depth = 0): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? inspectList(value, depth + 1) : inspectObject(value, depth + 1);
}

function inspectObject(value: object, depth: number): string {
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  if (depth > 2) return '[Object]';
  return `{ ${entries.map(([k, v]) => `${k}: ${inspect(v, depth)}`).join(', ')} }`;
}

function inspectList(list: readonly unknown[], depth: number): string {
  if (list.length === 0) return '[]';
  if (depth > 2) return '[Array]';
  const items = list.slice(0, 10).map((v) => inspect(v, depth));
  const rest = list.length - items.length;
  if (rest > 0) items.push(rest === 1 ? '... 1 more item' : `... ${rest} more items`);
  return `[${items.join(', ')}]`;
}
