import { isObject } from '../../functions/json.ts';

/** The business keys in an execution's input: those of a batch of changes. An event's key is only known to its workflow. */
export function keysOf(input: unknown): string[] {
  if (!Array.isArray(input)) return [];
  const keys = input.flatMap((entry) => (isObject(entry) && typeof entry.key === 'string' ? [entry.key] : []));
  return [...new Set(keys)];
}

/**
 * Whether an input is about a business key: it is the key of one of its changes, or a text somewhere within its events (an id
 * must stand there whole: `SKU-1` is not in `SKU-10`).
 */
export function isAbout(input: unknown, key: string): boolean {
  if (keysOf(input).includes(key)) return true;
  return keysOf(input).length === 0 && holds(input, key);
}

function holds(value: unknown, key: string): boolean {
  if (typeof value === 'string') return value === key || (looksLikeJson(value) && holds(parsed(value), key));
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((part) => holds(part, key));
}

/** The body of a queue's message is JSON as text. */
const looksLikeJson = (text: string) => /^\s*[{[]/.test(text);

/** What is no JSON is a text like any other. */
export function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
