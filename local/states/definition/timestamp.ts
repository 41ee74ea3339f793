const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** An RFC 3339 time with capital `T` and `Z`, as states take it. */
export function isTimestamp(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const found = RFC3339.exec(value);
  if (!found) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60;
}

/** Milliseconds since the epoch; NaN if it is no timestamp. */
export const parseTimestamp = (value: unknown): number => (isTimestamp(value) ? Date.parse(value) : Number.NaN);
