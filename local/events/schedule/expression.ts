import { CronExpression } from './cron.ts';

/** When a schedule fires. */
export interface ScheduleExpression {
  /** The first time after `ms` (exclusive), in epoch milliseconds; undefined if it never fires again. */
  next(ms: number): number | undefined;
}

const UNIT_MS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * `rate(5 minutes)` or `cron(0 12 * * ? *)`; undefined if the text is neither.
 *
 * @param start the time from which a rate counts, in epoch milliseconds
 */
export function parseSchedule(text: string, start: number, timeZone = 'UTC'): ScheduleExpression | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(text);
  if (rate) return parseRate(Number(rate[1]), String(rate[2]), rate[3] === 's', start);
  const cron = /^cron\((.+)\)$/.exec(text);
  return cron ? CronExpression.parse(String(cron[1]), timeZone) : undefined;
}

/** `1 minute`, but `2 minutes`: AWS insists. */
function parseRate(count: number, unit: string, plural: boolean, start: number): ScheduleExpression | undefined {
  const period = count * (UNIT_MS[unit] ?? 0);
  if (count < 1 || plural !== count > 1) return undefined;
  return { next: (ms) => start + (Math.floor(Math.max(0, ms - start) / period) + 1) * period };
}
