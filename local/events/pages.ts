/** One page of a list under `field`; the token is the position of the next page, opaque to callers. */
export function paged<T>(
  field: string,
  all: readonly T[],
  input: { NextToken?: string; Limit?: number },
): Record<string, unknown> {
  const start = input.NextToken ? Number(Buffer.from(input.NextToken, 'base64').toString()) || 0 : 0;
  const limit = input.Limit ?? 100;
  const next = start + limit < all.length ? Buffer.from(String(start + limit)).toString('base64') : undefined;
  return { [field]: all.slice(start, start + limit), ...(next !== undefined && { NextToken: next }) };
}
