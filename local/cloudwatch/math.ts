import { NotSupportedError } from '../errors.ts';
import { invalidParameter } from './errors.ts';
import type { Expression } from './expression.ts';

/** Values by the start of their period, in epoch seconds, ascending. */
export type Points = ReadonlyMap<number, number>;

/** A scalar, a time series, an array of series, or a word such as `REPEAT`. */
export type Value = number | string | Points | readonly Points[];

export interface MathScope {
  /** The starts of all periods that are looked at. */
  readonly times: readonly number[];
  readonly periodS: number;
  series(id: string): Value;
  /** All series whose id contains the text. */
  all(part: string): readonly Points[];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
export function compute(expression: Expression, scope: MathScope): Value {
  switch (expression.kind) {
    case 'number':
    case 'text':
      return expression.value;
    case 'metric':
      return scope.series(expression.id);
    case 'list':
      return expression.items.flatMap((item) => seriesOf(compute(item, scope)));
    case 'binary':
      return combine(compute(expression.left, scope), compute(expression.right, scope), operator(expression.operator));
    case 'call':
      return call(
        expression.name,
        expression.args.map((argument) => compute(argument, scope)),
        scope,
      );
  }
}

type Operator = (left: number, right: number) => number;

const OPERATORS: Readonly<Record<string, Operator>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
};

function operator(symbol: string): Operator {
  const found = OPERATORS[symbol];
  if (!found) throw invalidParameter(`Unknown operator ${symbol}`);
  return found;
}

/** Two series meet where both have a value; what is not a number (a division by zero) is no data point. */
function combine(left: Value, right: Value, apply: Operator): Value {
  if (typeof left === 'string' || typeof right === 'string') throw invalidParameter('A text cannot be computed with');
  if (isList(left)) return left.map((series) => combine(series, right, apply) as Points);
  if (isList(right)) return right.map((series) => combine(left, series, apply) as Points);
  if (typeof left === 'number' && typeof right === 'number') return apply(left, right);
  if (typeof left === 'number') return mapped(right as Points, (value) => apply(left, value));
  if (typeof right === 'number') return mapped(left, (value) => apply(value, right));
  return mapped(left, (value, time) => apply(value, right.get(time) ?? Number.NaN));
}

type Aggregate = (values: readonly number[]) => number;

const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  AVG: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  MAX: (values) => values.reduce((a, b) => Math.max(a, b)),
  MIN: (values) => values.reduce((a, b) => Math.min(a, b)),
  SUM: (values) => values.reduce((a, b) => a + b, 0),
};

const EACH: Readonly<Record<string, (value: number) => number>> = {
  ABS: Math.abs,
  CEIL: Math.ceil,
  FLOOR: Math.floor,
  LOG: Math.log,
  LOG10: Math.log10,
};

function call(name: string, args: readonly Value[], scope: MathScope): Value {
  const [first = Number.NaN] = args;
  const aggregate = AGGREGATES[name];
  if (aggregate) return aggregated(first, aggregate);
  const each = EACH[name];
  if (each) return combine(first, 0, each);
  if (name === 'FILL')
    return isList(first) ? first.map((one) => fill(one, args[1], scope)) : fill(first, args[1], scope);
  if (name === 'IF') return choose(args, scope);
  if (name === 'METRICS') return scope.all(typeof args[0] === 'string' ? args[0] : '');
  if (name === 'PERIOD') return scope.periodS;
  throw new NotSupportedError(`the metric math function ${name}`);
}

/** Over one series a scalar; over several, a series of what they have at each time. */
function aggregated(value: Value, aggregate: Aggregate): Value {
  if (!isList(value)) return isPoints(value) && value.size > 0 ? aggregate([...value.values()]) : Number(value);
  const times = [...new Set(value.flatMap((series) => [...series.keys()]))].sort((a, b) => a - b);
  const at = (time: number) => value.flatMap((series) => series.get(time) ?? []);
  return new Map(times.map((time) => [time, aggregate(at(time))]));
}

function fill(value: Value, filler: Value | undefined, scope: MathScope): Points {
  const points = isPoints(value) ? value : new Map<number, number>();
  if (filler === 'LINEAR') throw new NotSupportedError('FILL(…, LINEAR)');
  let latest: number | undefined;
  const filled = scope.times.map((time) => {
    const found = points.get(time) ?? (filler === 'REPEAT' ? latest : fillerAt(filler, time));
    latest = found;
    return [time, found] as const;
  });
  return new Map(filled.filter((entry): entry is [number, number] => entry[1] !== undefined));
}

const fillerAt = (filler: Value | undefined, time: number): number | undefined =>
  typeof filler === 'number' ? filler : isPoints(filler) ? filler.get(time) : undefined;

/** `IF(condition, then, else)`, for each time that the condition has; without `else` nothing stands there. */
function choose([condition = 0, yes = 1, no]: readonly Value[], scope: MathScope): Value {
  if (typeof condition === 'number' && !scope.times.length) return condition ? yes : (no ?? 0);
  const entries = scope.times.flatMap((time) => {
    const test = fillerAt(condition, time);
    const value = test === undefined ? undefined : fillerAt(test === 0 ? no : yes, time);
    return value === undefined ? [] : [[time, value] as const];
  });
  return new Map(entries);
}

function mapped(points: Points, apply: (value: number, time: number) => number): Points {
  const entries = [...points].map(([time, value]) => [time, apply(value, time)] as const);
  return new Map(entries.filter(([, value]) => Number.isFinite(value)));
}

function seriesOf(value: Value): readonly Points[] {
  if (isList(value)) return value;
  if (isPoints(value)) return [value];
  throw invalidParameter('An array takes time series only');
}

const isList = (value: Value | undefined): value is readonly Points[] => Array.isArray(value);

const isPoints = (value: Value | undefined): value is Points => value instanceof Map;
