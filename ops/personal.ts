import type { Json } from '../functions/json.ts';
import { parsed } from './executions/keys.ts';

export const MASK = '•••';

/**
 * A payload as it may be shown: the values of the fields that the workflow's contract marks as personal are hidden, wherever they
 * stand, also within JSON that is carried as text (a queue message's body, a Lambda payload).
 */
export function masked(value: unknown, personal: readonly string[]): Json {
  if (!personal.length) return value as Json;
  if (personal.includes('*')) return MASK;
  return hide(value, new Set(personal));
}

function hide(value: unknown, fields: ReadonlySet<string>): Json {
  if (typeof value === 'string') return hideInText(value, fields);
  if (Array.isArray(value)) return value.map((part) => hide(part, fields));
  if (typeof value !== 'object' || value === null) return value as Json;
  const entries = Object.entries(value).map(([name, part]) => [name, shown(name, part, fields)]);
  return Object.fromEntries(entries);
}

/** What is absent stays absent; an e-mail may also be written `emailAddress` by whoever sends it, so case and signs do not count. */
function shown(name: string, part: unknown, fields: ReadonlySet<string>): Json {
  if (part === null || part === undefined) return null;
  const plain = simple(name);
  return [...fields].some((field) => plain === simple(field)) ? MASK : hide(part, fields);
}

const simple = (name: string) => name.replace(/[^a-z0-9]/gi, '').toLowerCase();

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu;

/**
 * Text that is JSON is masked as JSON, a text within it again. What begins as JSON and does not end so (a log cuts it off) is hidden
 * whole; from other text at least what looks like an e-mail address is taken.
 */
function hideInText(text: string, fields: ReadonlySet<string>): string {
  if (!/^\s*[{["]/.test(text)) return text.replace(EMAIL, MASK);
  const inner = parsed(text);
  if (inner !== undefined) return JSON.stringify(hide(inner, fields));
  return /^\s*"/.test(text) ? text.replace(EMAIL, MASK) : MASK;
}
