/** A minute of the local calendar; months and days count from 1. */
export interface LocalMinute {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
    formats.set(timeZone, format);
  }
  return format;
}

export function isTimeZone(timeZone: string): boolean {
  try {
    formatOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

/** What clocks in the zone show at a time. */
export function localParts(ms: number, timeZone: string): LocalMinute {
  const shown = new Date(ms + offsetAt(ms, timeZone));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
  };
}

/**
 * The time at which clocks in the zone show a minute; undefined if they skip it in spring. In autumn, when a minute comes twice, the
 * first is meant.
 */
export function utcOf({ year, month, day, hour, minute }: LocalMinute, timeZone: string): number | undefined {
  const shown = Date.UTC(year, month - 1, day, hour, minute);
  if (timeZone === 'UTC') return shown;
  const offsets = [offsetAt(shown - 86_400_000, timeZone), offsetAt(shown + 86_400_000, timeZone)];
  const times = offsets.map((offset) => shown - offset).filter((ms) => ms + offsetAt(ms, timeZone) === shown);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** How far the zone is ahead of UTC at a time, in milliseconds. */
function offsetAt(ms: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(ms)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
}
