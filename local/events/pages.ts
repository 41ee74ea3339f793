import { validation } from '../errors.ts';

/** One page of a list under `field`; the token is the position of the next page, opaque to callers. */
/** @throws AwsError for a token that no list has given */
export function paged<T>(
  field: string,
  all: readonly T[],
  input: { NextToken?: string; Limit?: number },
): Record<string, unknown> {
  const start = input.NextToken ? positionOf(input.NextToken) : 0;
  const limit = input.Limit ?? 100;
  const next = start + limit < all.length ? Buffer.from(String(start + limit)).toString('base64') : undefined;
  return { [field]: all.slice(start, start + limit), ...(next !== undefined && { NextToken: next }) };
}

function positionOf(token: string): number {
  const position = Number(Buffer.from(token, 'base64').toString());
  if (Number.isInteger(position) && position > 0) return position;
  throw validation('Parameter NextToken is not valid.');
}
