import { invalidToken, violated } from './errors.ts';

const MOST_CHARACTERS = 3_096;

/** Where a page begins, read from `nextToken`; undefined for the first page. */
export function positionOf(input: Record<string, unknown>, list: string): string | undefined {
  const token = input.nextToken;
  if (token === undefined || token === null) return undefined;
  const text = String(token);
  if (text.length > MOST_CHARACTERS)
    throw violated(text, 'nextToken', `have length less than or equal to ${MOST_CHARACTERS}`);
  if (text === '') throw violated(text, 'nextToken', 'have length greater than or equal to 1');
  const decoded = Buffer.from(text, 'base64url').toString();
  if (!decoded.startsWith(`${list}|`)) throw invalidToken();
  return decoded.slice(list.length + 1);
}

export const tokenFor = (list: string, position: string | number): string =>
  Buffer.from(`${list}|${position}`).toString('base64url');

/** A page of a list that is at hand whole. */
export function pageOf<T>(
  items: readonly T[],
  input: Record<string, unknown>,
  list: string,
  size: number,
): { page: T[]; nextToken?: string } {
  const start = Number(positionOf(input, list) ?? 0);
  const page = items.slice(start, start + size);
  return start + size < items.length ? { page, nextToken: tokenFor(list, start + size) } : { page };
}
