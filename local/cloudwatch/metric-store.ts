import type { Cloud } from '../cloud.ts';
import { emptyHistogram, fromJson, type Histogram, merge, toJson } from './histogram.ts';
import { dimensionsKey, type MetricIdentity } from './metric.ts';

/** Data points live 15 days here; AWS then rolls them up and keeps hours for 15 months. */
const RETENTION_S = 15 * 86_400;
const MINUTE_S = 60;
const PURGE_EVERY_MS = 3_600_000;

interface SeriesRow {
  readonly id: number;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: string;
  readonly unit: string;
}

/** One metric in one unit. */
export interface Series {
  readonly Namespace: string;
  readonly MetricName: string;
  /** As `dimensionsKey` gives it. */
  readonly dimensions: string;
  readonly Unit: string;
}

/** The metrics' values, one histogram a metric and minute. */
export class MetricStore {
  readonly #cloud: Cloud;
  readonly #ids = new Map<string, number>();
  /** The minutes that are being filled, over what the store holds. */
  readonly #open = new Map<string, Histogram>();
  readonly #changed = new Map<string, { series: number; minute: number; histogram: Histogram }>();
  #purgedAt = 0;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    cloud.store.define(`
      CREATE TABLE IF NOT EXISTS cloudwatch_series (id INTEGER PRIMARY KEY, namespace TEXT, name TEXT, dimensions TEXT,
        unit TEXT, updated INTEGER, UNIQUE (namespace, name, dimensions, unit));
      CREATE TABLE IF NOT EXISTS cloudwatch_points (series INTEGER, minute INTEGER, histogram TEXT,
        PRIMARY KEY (series, minute)) WITHOUT ROWID;
    `);
  }

  /**
   * Changes the minute's histogram; `write` must follow.
   * @param atS epoch seconds
   */
  update(metric: MetricIdentity, unit: string, atS: number, fill: (histogram: Histogram) => void): void {
    const series = this.#seriesId(metric, unit);
    const minute = Math.floor(atS / MINUTE_S);
    const key = `${series}/${minute}`;
    const histogram = this.#open.get(key) ?? this.#point(series, minute) ?? emptyHistogram();
    fill(histogram);
    this.#remember(key, histogram);
    this.#changed.set(key, { series, minute, histogram });
  }

  /** Writes what has been updated: once a histogram, however many values a call has brought it. */
  write(): void {
    const sql = 'INSERT OR REPLACE INTO cloudwatch_points (series, minute, histogram) VALUES (?, ?, ?)';
    for (const { series, minute, histogram } of this.#changed.values())
      this.#cloud.store.run(sql, series, minute, toJson(histogram));
    this.#changed.clear();
  }

  /**
   * The values between two times (epoch seconds, the end exclusive), one histogram a period; only those with values.
   * The periods are counted from `fromS`. Without a unit, all units count.
   */
  read(metric: MetricIdentity, fromS: number, toS: number, periodS: number, unit?: string): Map<number, Histogram> {
    const periods = new Map<number, Histogram>();
    for (const { id } of this.#find(metric).filter((series) => unit === undefined || series.unit === unit))
      for (const { minute, histogram } of this.#points(id, fromS, toS)) {
        const start = fromS + Math.floor((minute * MINUTE_S - fromS) / periodS) * periodS;
        const into = periods.get(start) ?? emptyHistogram();
        merge(into, fromJson(histogram));
        periods.set(start, into);
      }
    return new Map([...periods].sort(([a], [b]) => a - b));
  }

  /** All series, of a namespace and name if they are given. */
  list(namespace?: string, name?: string): Series[] {
    const rows = this.#cloud.store.all<SeriesRow>(
      `SELECT * FROM cloudwatch_series WHERE (? IS NULL OR namespace = ?) AND (? IS NULL OR name = ?)
       ORDER BY namespace, name, dimensions`,
      namespace ?? null,
      namespace ?? null,
      name ?? null,
      name ?? null,
    );
    return rows.map((row) => ({
      Namespace: row.namespace,
      MetricName: row.name,
      dimensions: row.dimensions,
      Unit: row.unit,
    }));
  }

  /** Forgets what is too old, now and then. */
  purge(): void {
    const now = this.#cloud.clock.now();
    if (now - this.#purgedAt < PURGE_EVERY_MS) return;
    this.#purgedAt = now;
    const oldest = Math.floor((now / 1000 - RETENTION_S) / MINUTE_S);
    for (const { id } of this.#cloud.store.all<{ id: number }>('SELECT id FROM cloudwatch_series'))
      this.#cloud.store.run('DELETE FROM cloudwatch_points WHERE series = ? AND minute < ?', id, oldest);
  }

  #seriesId({ Namespace, MetricName, Dimensions }: MetricIdentity, unit: string): number {
    const dimensions = dimensionsKey(Dimensions);
    const key = `${Namespace}\n${MetricName}\n${dimensions}\n${unit}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const { store } = this.#cloud;
    const names = [Namespace, MetricName, dimensions, unit];
    store.run(
      'INSERT OR IGNORE INTO cloudwatch_series (namespace, name, dimensions, unit) VALUES (?, ?, ?, ?)',
      ...names,
    );
    const sql = 'SELECT id FROM cloudwatch_series WHERE namespace = ? AND name = ? AND dimensions = ? AND unit = ?';
    const id = store.get<{ id: number }>(sql, ...names)?.id ?? 0;
    this.#ids.set(key, id);
    return id;
  }

  #find({ Namespace, MetricName, Dimensions }: MetricIdentity): SeriesRow[] {
    return this.#cloud.store.all<SeriesRow>(
      'SELECT * FROM cloudwatch_series WHERE namespace = ? AND name = ? AND dimensions = ?',
      Namespace,
      MetricName,
      dimensionsKey(Dimensions),
    );
  }

  #points(series: number, fromS: number, toS: number): { minute: number; histogram: string }[] {
    return this.#cloud.store.all<{ minute: number; histogram: string }>(
      'SELECT minute, histogram FROM cloudwatch_points WHERE series = ? AND minute >= ? AND minute < ?',
      series,
      Math.floor(fromS / MINUTE_S),
      Math.ceil(toS / MINUTE_S),
    );
  }

  #point(series: number, minute: number): Histogram | undefined {
    const sql = 'SELECT histogram FROM cloudwatch_points WHERE series = ? AND minute = ?';
    const row = this.#cloud.store.get<{ histogram: string }>(sql, series, minute);
    return row && fromJson(row.histogram);
  }

  /** A thousand open minutes are enough: the rest is read again if it is needed. */
  #remember(key: string, histogram: Histogram): void {
    this.#open.delete(key);
    this.#open.set(key, histogram);
    const [oldest] = this.#open.keys();
    if (this.#open.size > 1000 && oldest !== undefined) this.#open.delete(oldest);
  }
}
