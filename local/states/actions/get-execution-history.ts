import type { Engine } from '../engine.ts';
import { type HistoryEvent, withoutData } from '../execution/history.ts';
import { pageSize } from './check.ts';
import { findExecution } from './describe-execution.ts';
import { positionOf, tokenFor } from './paging.ts';
import type { Make } from './target.ts';

/** The events of a Standard execution, in either order. */
export const getExecutionHistory: Make = (engine) => (input) => {
  const row = findExecution(engine, input.executionArn);
  engine.running.get(row.key)?.save();
  const size = pageSize(input);
  const reverse = input.reverseOrder === true;
  const last = lastId(engine, row.id);
  const from = Number(positionOf(input, 'history') ?? (reverse ? last : 1));
  const to = reverse ? Math.max(1, from - size + 1) : Math.min(last, from + size - 1);
  const events = between(engine, row.id, Math.min(from, to), Math.max(from, to));
  const shown = input.includeExecutionData === false ? events.map(withoutData) : events;
  const more = reverse ? to > 1 : to < last;
  return {
    events: reverse ? shown.reverse() : shown,
    ...(more ? { nextToken: tokenFor('history', reverse ? to - 1 : to + 1) } : {}),
  };
};

function lastId(engine: Engine, execution: number): number {
  const last = engine.executions.lastHistory(execution);
  return last ? ((JSON.parse(last.events) as HistoryEvent[]).at(-1)?.id ?? 0) : 0;
}

function between(engine: Engine, execution: number, from: number, to: number): HistoryEvent[] {
  return engine.executions
    .history(execution, from, to)
    .flatMap(({ events }) => JSON.parse(events) as HistoryEvent[])
    .filter(({ id }) => id >= from && id <= to);
}
