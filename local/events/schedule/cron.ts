import { localParts, utcOf } from './time-zone.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const LAST_YEAR = 2199;

interface Field {
  readonly lowest: number;
  readonly highest: number;
  readonly names?: readonly string[];
}

const MINUTES: Field = { lowest: 0, highest: 59 };
const HOURS: Field = { lowest: 0, highest: 23 };
const MONTH: Field = { lowest: 1, highest: 12, names: MONTHS };
const YEAR: Field = { lowest: 1970, highest: LAST_YEAR };
const DAY_OF_MONTH: Field = { lowest: 1, highest: 31 };
const DAY_OF_WEEK: Field = { lowest: 1, highest: 7, names: DAYS };

/** Says whether a day (1 to 31) of a month is meant. */
type DayTest = (year: number, month: number, day: number) => boolean;

/**
 * AWS's cron: minutes, hours, day of month, month, day of week, year, with `?`, `L`, `W` and `#`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export class CronExpression {
  readonly #minutes: ReadonlySet<number>;
  readonly #hours: ReadonlySet<number>;
  readonly #months: ReadonlySet<number>;
  readonly #years: ReadonlySet<number>;
  readonly #isDay: DayTest;
  readonly #timeZone: string;

  private constructor(
    minutes: ReadonlySet<number>,
    hours: ReadonlySet<number>,
    months: ReadonlySet<number>,
    years: ReadonlySet<number>,
    isDay: DayTest,
    timeZone: string,
  ) {
    this.#minutes = minutes;
    this.#hours = hours;
    this.#months = months;
    this.#years = years;
    this.#isDay = isDay;
    this.#timeZone = timeZone;
  }

  /** Undefined if the text is not valid. */
  static parse(text: string, timeZone: string): CronExpression | undefined {
    const parts = text.trim().split(/\s+/);
    if (parts.length !== 6) return undefined;
    const [minutes, hours, dayOfMonth, months, dayOfWeek, years] = parts as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    if ((dayOfMonth === '?') === (dayOfWeek === '?')) return undefined;
    const sets = [
      [minutes, MINUTES],
      [hours, HOURS],
      [months, MONTH],
      [years, YEAR],
    ] as const;
    const [m, h, mo, y] = sets.map(([part, field]) => parseField(part, field));
    const isDay = dayOfWeek === '?' ? parseDayOfMonth(dayOfMonth) : parseDayOfWeek(dayOfWeek);
    if (!m || !h || !mo || !y || !isDay) return undefined;
    return new CronExpression(m, h, mo, y, isDay, timeZone);
  }

  /** Goes through the local calendar, day by day where the month fits, so that clocks' changes come out right. */
  next(ms: number): number | undefined {
    const from = localParts(ms, this.#timeZone);
    for (let year = from.year; year <= LAST_YEAR; year += 1) {
      if (!this.#years.has(year)) continue;
      for (let month = year === from.year ? from.month : 1; month <= 12; month += 1) {
        if (!this.#months.has(month)) continue;
        const first = year === from.year && month === from.month ? from.day : 1;
        for (let day = first; day <= daysIn(year, month); day += 1) {
          const found = this.#isDay(year, month, day) ? this.#firstAfter(ms, year, month, day) : undefined;
          if (found !== undefined) return found;
        }
      }
    }
    return undefined;
  }

  #firstAfter(ms: number, year: number, month: number, day: number): number | undefined {
    for (const hour of ascending(this.#hours)) {
      for (const minute of ascending(this.#minutes)) {
        const at = utcOf({ year, month, day, hour, minute }, this.#timeZone);
        if (at !== undefined && at > ms) return at;
      }
    }
    return undefined;
  }
}

const ascending = (values: ReadonlySet<number>): number[] => [...values].sort((a, b) => a - b);
const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
/** 1 is Sunday. */
const weekday = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

/** `*`, `5`, `1-5`, `0/15`, `1-30/5`, lists of these, and names where the field has them. */
function parseField(text: string, field: Field): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\*|[A-Za-z0-9]+(?:-[A-Za-z0-9]+)?)(?:\/(\d+))?$/.exec(part);
    if (!match) return undefined;
    const range = parseRange(String(match[1]), match[2] !== undefined, field);
    const step = Number(match[2] ?? 1);
    if (!range || step < 1) return undefined;
    for (let value = range[0]; value <= range[1]; value += step) values.add(value);
  }
  return values;
}

function parseRange(text: string, stepped: boolean, field: Field): readonly [number, number] | undefined {
  if (text === '*') return [field.lowest, field.highest];
  const [low, high] = text.split('-').map((part) => fieldValue(part, field));
  if (low === undefined || !text.includes('-'))
    return low === undefined ? undefined : [low, stepped ? field.highest : low];
  return high === undefined || low > high ? undefined : [low, high];
}

function fieldValue(text: string, field: Field): number | undefined {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + field.lowest : Number(text);
  return Number.isInteger(value) && value >= field.lowest && value <= field.highest ? value : undefined;
}

function parseDayOfMonth(text: string): DayTest | undefined {
  if (text === 'L') return (year, month, day) => day === daysIn(year, month);
  if (text === 'LW') return (year, month, day) => day === nearestWorkday(year, month, daysIn(year, month));
  const nearest = /^(\d{1,2})W$/.exec(text)?.[1];
  if (nearest !== undefined) {
    const wanted = fieldValue(nearest, DAY_OF_MONTH);
    return wanted === undefined ? undefined : (year, month, day) => day === nearestWorkday(year, month, wanted);
  }
  const days = parseField(text, DAY_OF_MONTH);
  return days && ((_year, _month, day) => days.has(day));
}

/** The working day next to a day, within the same month. */
function nearestWorkday(year: number, month: number, wanted: number): number {
  const day = Math.min(wanted, daysIn(year, month));
  const weekDay = weekday(year, month, day);
  if (weekDay === 7) return day === 1 ? 3 : day - 1;
  if (weekDay === 1) return day === daysIn(year, month) ? day - 2 : day + 1;
  return day;
}

function parseDayOfWeek(text: string): DayTest | undefined {
  const special = /^([A-Za-z0-9]+?)(L|#([1-5]))$/.exec(text);
  if (special && text !== 'JUL') {
    const wanted = fieldValue(String(special[1]), DAY_OF_WEEK);
    if (wanted === undefined) return undefined;
    const nth = special[3] === undefined ? undefined : Number(special[3]);
    return (year, month, day) =>
      weekday(year, month, day) === wanted &&
      (nth === undefined ? day + 7 > daysIn(year, month) : Math.ceil(day / 7) === nth);
  }
  if (text === 'L') return (year, month, day) => weekday(year, month, day) === 7;
  const days = parseField(text, DAY_OF_WEEK);
  return days && ((year, month, day) => days.has(weekday(year, month, day)));
}
