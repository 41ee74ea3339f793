import type { Cloud } from '../cloud.ts';
import { type Alarm, type AlarmState, alarmType, comparison, judge, SPARE_PERIODS } from './alarm.ts';
import { parseAlarmRule } from './alarm-rule.ts';
import type { AlarmStore } from './alarm-store.ts';
import { notify } from './notify.ts';
import { type MetricQuery, periodOf, type Queries, type Range } from './queries.ts';

const MINUTE_S = 60;

/** Evaluates the alarms at every full minute, on the clock. */
export class Alarms {
  readonly store: AlarmStore;
  readonly #cloud: Cloud;
  readonly #queries: Queries;

  constructor(cloud: Cloud, store: AlarmStore, queries: Queries) {
    this.#cloud = cloud;
    this.store = store;
    this.#queries = queries;
  }

  /** Evaluates all, the composite ones last, over the minutes that have ended. */
  async evaluateAll(): Promise<void> {
    const nowS = Math.floor(this.#cloud.clock.now() / 1000 / MINUTE_S) * MINUTE_S;
    const alarms = this.store.alarms();
    for (const alarm of alarms) if (alarmType(alarm) === 'MetricAlarm') await this.#evaluate(alarm, nowS);
    for (const alarm of alarms)
      if (alarmType(alarm) === 'CompositeAlarm') await this.evaluateComposite(alarm.AlarmName);
  }

  async evaluateComposite(name: string): Promise<void> {
    const alarm = this.store.find(name);
    if (!alarm?.AlarmRule) return;
    const holds = parseAlarmRule(alarm.AlarmRule).holds((other) => this.store.find(other)?.StateValue);
    const state = holds ? 'ALARM' : 'OK';
    await this.setState(alarm, state, `The rule ${alarm.AlarmRule} is ${holds}`);
  }

  /** Changes the state, if it differs, with all that follows: history, actions, an event. */
  async setState(alarm: Alarm, state: AlarmState, reason: string, reasonData?: string): Promise<void> {
    if (alarm.StateValue === state) return;
    const before = { ...alarm };
    const now = this.#cloud.clock.now() / 1000;
    Object.assign(alarm, {
      StateValue: state,
      StateReason: reason,
      StateReasonData: reasonData,
      StateUpdatedTimestamp: now,
      StateTransitionedTimestamp: now,
    });
    this.store.save(alarm);
    this.store.addHistory({
      AlarmName: alarm.AlarmName,
      AlarmType: alarmType(alarm),
      Timestamp: now,
      HistoryItemType: 'StateUpdate',
      HistorySummary: `Alarm updated from ${before.StateValue} to ${state}`,
      HistoryData: JSON.stringify({
        version: '1.0',
        oldState: { stateValue: before.StateValue },
        newState: { stateValue: state, stateReason: reason },
      }),
    });
    await notify(this.#cloud, this.store, before, alarm);
  }

  async #evaluate(alarm: Alarm, nowS: number): Promise<void> {
    const breaches = comparison(alarm.ComparisonOperator);
    if (!breaches) return;
    const queries = alarm.Metrics ?? [singleQuery(alarm)];
    const periodS = alarm.Metrics ? periodOf(alarm.Metrics) : Number(alarm.Period);
    const periods = Number(alarm.EvaluationPeriods);
    const range = (period: number): Range => ({
      fromS: nowS - Math.ceil(((periods + SPARE_PERIODS) * periodS) / period) * period,
      toS: nowS,
    });
    const values = await this.#queries.evaluate(queries, range);
    const points = values.get(returned(queries));
    const newestFirst = Array.from({ length: periods + SPARE_PERIODS }, (_, index) => {
      const start = nowS - (index + 1) * periodS;
      return points instanceof Map ? (points.get(start) as number | undefined) : undefined;
    });
    const threshold = Number(alarm.Threshold);
    const toAlarm = Number(alarm.DatapointsToAlarm ?? periods);
    const breaching = (value: number) => breaches(value, threshold);
    const state = judge(newestFirst, { periods, toAlarm, breaching, missing: alarm.TreatMissingData ?? 'missing' });
    if (state)
      await this.setState(alarm, state, reasonFor(state, newestFirst, threshold), reasonData(newestFirst, alarm));
  }
}

const singleQuery = (alarm: Alarm): MetricQuery => ({
  Id: 'm1',
  MetricStat: {
    Metric: {
      Namespace: String(alarm.Namespace),
      MetricName: String(alarm.MetricName),
      ...(alarm.Dimensions ? { Dimensions: alarm.Dimensions } : {}),
    },
    Period: Number(alarm.Period),
    Stat: String(alarm.Statistic ?? alarm.ExtendedStatistic),
    ...(alarm.Unit ? { Unit: alarm.Unit } : {}),
  },
});

/** Exactly one query of an alarm returns data: it is what is compared. */
const returned = (queries: readonly MetricQuery[]): string =>
  queries.find(({ ReturnData }) => String(ReturnData ?? true) === 'true')?.Id ?? '';

function reasonFor(state: AlarmState, newestFirst: readonly (number | undefined)[], threshold: number): string {
  const known = newestFirst.filter((value) => value !== undefined);
  if (known.length === 0)
    return 'Insufficient Data: no datapoints were received, and missing ones were treated as the alarm says.';
  const crossed = state === 'ALARM' ? 'Threshold Crossed' : 'Threshold not crossed';
  return `${crossed}: ${known.length} datapoints [${known.join(', ')}] against the threshold (${threshold}).`;
}

const reasonData = (newestFirst: readonly (number | undefined)[], alarm: Alarm): string =>
  JSON.stringify({
    version: '1.0',
    statistic: alarm.Statistic ?? alarm.ExtendedStatistic,
    period: alarm.Period,
    recentDatapoints: newestFirst.filter((value) => value !== undefined).reverse(),
    threshold: alarm.Threshold,
  });
