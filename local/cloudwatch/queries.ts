import { NotSupportedError } from '../errors.ts';
import { invalidParameter, missingParameter } from './errors.ts';
import { parseExpression } from './expression.ts';
import type { Gauges } from './gauges.ts';
import { compute, type MathScope, type Points, type Value } from './math.ts';
import type { MetricIdentity } from './metric.ts';
import type { MetricStore } from './metric-store.ts';
import { statistic } from './statistics.ts';

export interface MetricQuery {
  readonly Id: string;
  readonly MetricStat?: {
    readonly Metric: MetricIdentity;
    readonly Period: number | string;
    readonly Stat: string;
    readonly Unit?: string;
  };
  readonly Expression?: string;
  readonly Label?: string;
  readonly Period?: number | string;
  readonly ReturnData?: boolean | string;
}

export interface Range {
  /** Epoch seconds; periods are counted from here. */
  readonly fromS: number;
  readonly toS: number;
}

/** Evaluates metric queries, expressions over each other included. */
export class Queries {
  readonly #store: MetricStore;
  readonly #gauges: Gauges;

  constructor(store: MetricStore, gauges: Gauges) {
    this.#store = store;
    this.#gauges = gauges;
  }

  /** One metric's statistic over a range. The gauges among the metrics are looked up first, for the range's last minute. */
  async points(metric: MetricIdentity, stat: string, periodS: number, range: Range, unit?: string): Promise<Points> {
    const read = statistic(stat);
    await this.#gauges.sample(metric, range.toS - 1);
    const points = new Map<number, number>();
    for (const [time, histogram] of this.#store.read(metric, range.fromS, range.toS, periodS, unit)) {
      const value = read(histogram);
      if (value !== undefined) points.set(time, value);
    }
    return points;
  }

  /** The values of all queries by id; `range` gives the range for a period, so that an alarm can count back from now. */
  async evaluate(queries: readonly MetricQuery[], range: (periodS: number) => Range): Promise<Map<string, Value>> {
    const values = new Map<string, Value>();
    for (const { Id, MetricStat } of queries) {
      if (!/^[a-z]\w*$/.test(Id)) throw invalidParameter(`The value ${Id} for parameter Id is not a valid id.`);
      if (!MetricStat) continue;
      const period = checkPeriod(MetricStat.Period);
      const points = await this.points(MetricStat.Metric, MetricStat.Stat, period, range(period), MetricStat.Unit);
      values.set(Id, points);
    }
    const resolving = new Set<string>();
    const resolve = (id: string): Value => {
      const known = values.get(id);
      if (known !== undefined) return known;
      const query = queries.find((one) => one.Id === id);
      if (!query?.Expression || resolving.has(id))
        throw invalidParameter(`Error in expression: no metric or expression ${id}`);
      resolving.add(id);
      const value = this.#compute(query, queries, range, resolve);
      values.set(id, value);
      return value;
    };
    for (const { Id } of queries) resolve(Id);
    return values;
  }

  #compute(
    query: MetricQuery,
    queries: readonly MetricQuery[],
    range: (periodS: number) => Range,
    resolve: (id: string) => Value,
  ): Value {
    const periodS = checkPeriod(query.Period ?? periodOf(queries));
    const scope: MathScope = {
      times: timesOf(range(periodS), periodS),
      periodS,
      series: resolve,
      all: (part) =>
        queries
          .filter(({ Id, MetricStat }) => MetricStat && Id.includes(part))
          .map(({ Id }) => resolve(Id))
          .filter((value): value is Points => value instanceof Map),
    };
    return compute(parseExpression(String(query.Expression)), scope);
  }
}

/** The longest period of the metrics is that of the expressions over them. */
export const periodOf = (queries: readonly MetricQuery[]): number =>
  Math.max(60, ...queries.flatMap(({ MetricStat, Period }) => Number(MetricStat?.Period ?? Period ?? 60)));

export function checkPeriod(value: unknown): number {
  if (value === undefined) throw missingParameter('The parameter Period is required.');
  const period = Number(value);
  if ([1, 5, 10, 20, 30].includes(period))
    throw new NotSupportedError('a period under 60 seconds (high-resolution metrics)');
  if (!Number.isInteger(period) || period < 60 || period % 60 !== 0)
    throw invalidParameter('The parameter Period must be greater than or equal to 60 and a multiple of 60.');
  return period;
}

/** As many points as a metric can have here, where data live 15 days: an expression over more of them would only be slow. */
const MOST_POINTS = 15 * 1_440;

function timesOf({ fromS, toS }: Range, periodS: number): number[] {
  const times: number[] = [];
  const skipped = Math.max(0, Math.ceil((toS - fromS) / periodS) - MOST_POINTS);
  for (let time = fromS + skipped * periodS; time < toS; time += periodS) times.push(time);
  return times;
}
