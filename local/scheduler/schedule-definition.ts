import { validation } from '../errors.ts';
import type { ScheduleExpression } from '../events/schedule/expression.ts';
import { parseSchedule } from '../events/schedule/expression.ts';
import { isTimeZone, utcOf } from '../events/schedule/time-zone.ts';

/** Where a schedule sends its input. */
export interface ScheduleTarget {
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: { readonly MaximumRetryAttempts?: number; readonly MaximumEventAgeInSeconds?: number };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly EventBridgeParameters?: { readonly Source: string; readonly DetailType: string };
  readonly [field: string]: unknown;
}

/** A schedule as the API describes it; dates are epoch seconds. */
export interface Schedule {
  Name: string;
  GroupName: string;
  Arn: string;
  ScheduleExpression: string;
  ScheduleExpressionTimezone: string;
  State: 'ENABLED' | 'DISABLED';
  FlexibleTimeWindow: { Mode: 'OFF' | 'FLEXIBLE'; MaximumWindowInMinutes?: number };
  Target: ScheduleTarget;
  StartDate?: number;
  EndDate?: number;
  Description?: string;
  KmsKeyArn?: string;
  ActionAfterCompletion: 'NONE' | 'DELETE';
  CreationDate: number;
  LastModificationDate: number;
}

const AT = /^at\((\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?\)$/i;
const RATE = /^rate\((\d+) *(minute|hour|day)s?\)$/i;
const CRON = /^cron\((.+)\)$/i;
const CRON_FIELDS_WITHOUT_YEAR = 5;

/**
 * When the schedule fires: `at(…)`, `rate(…)` or `cron(…)`, within its start and end date, in its time zone.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function expressionOf(schedule: Schedule): ScheduleExpression {
  const start = schedule.StartDate === undefined ? undefined : schedule.StartDate * 1000;
  const end = schedule.EndDate === undefined ? Number.POSITIVE_INFINITY : schedule.EndDate * 1000;
  const inner = parseExpression(
    schedule.ScheduleExpression,
    start ?? schedule.CreationDate * 1000,
    schedule.ScheduleExpressionTimezone,
  );
  return {
    next(ms) {
      const at = inner.next(start === undefined ? ms : Math.max(ms, start - 1));
      return at === undefined || at > end ? undefined : at;
    },
  };
}

/** @throws AwsError `ValidationException` if the text is not a schedule, or the zone is unknown */
export function parseExpression(text: string, start: number, timeZone: string): ScheduleExpression {
  if (!isTimeZone(timeZone)) throw validation(`Invalid Schedule Expression Timezone ${timeZone}.`);
  const at = AT.exec(text);
  const parsed = at ? parseAt(at, timeZone) : parseSchedule(asRule(text), start, timeZone);
  if (!parsed) throw validation(`Invalid Schedule Expression ${text}.`);
  return parsed;
}

/** Rules insist on `1 minute`, `2 minutes` and a year, and on small letters; the Scheduler does not. */
function asRule(text: string): string {
  const rate = RATE.exec(text);
  if (rate) return `rate(${Number(rate[1])} ${rate[2]?.toLowerCase()}${Number(rate[1]) === 1 ? '' : 's'})`;
  const fields = CRON.exec(text)?.[1]?.trim().split(/\s+/);
  if (!fields) return text;
  return `cron(${fields.length === CRON_FIELDS_WITHOUT_YEAR ? [...fields, '*'].join(' ') : fields.join(' ')})`;
}

function parseAt(match: RegExpExecArray, timeZone: string): ScheduleExpression | undefined {
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const isDay = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day && day > 0 && month >= 1 && month <= 12;
  if (!isDay || hour > 23 || minute > 59 || second > 59) return undefined;
  const minuteAt = utcOf({ year, month, day, hour, minute }, timeZone);
  if (minuteAt === undefined) return undefined;
  const time = minuteAt + second * 1000;
  return { next: (ms) => (ms < time ? time : undefined) };
}
