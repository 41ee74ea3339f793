import { invalidParameter } from './errors.ts';

const DEFAULT_PAGE = 50;

/** One page of a list; the marker is the position at which the next one starts. */
export function pageOf<T>(
  all: readonly T[],
  { Marker, MaxItems }: { Marker?: string; MaxItems?: number },
): {
  items: readonly T[];
  NextMarker: string | undefined;
} {
  const from = Marker === undefined || Marker === '' ? 0 : Number(Marker);
  if (!Number.isInteger(from)) throw invalidParameter('The marker is invalid.');
  const most = MaxItems ?? DEFAULT_PAGE;
  return {
    items: all.slice(from, from + most),
    NextMarker: from + most < all.length ? String(from + most) : undefined,
  };
}
