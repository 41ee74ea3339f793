/** One page of a list; the token is the position of the next page, opaque to callers. */
export function page<T>(all: readonly T[], token: string | undefined, limit: number): { items: T[]; next?: string } {
  const start = token ? Number(Buffer.from(token, 'base64').toString()) || 0 : 0;
  const items = all.slice(start, start + limit);
  if (start + limit >= all.length) return { items };
  return { items, next: Buffer.from(String(start + limit)).toString('base64') };
}
