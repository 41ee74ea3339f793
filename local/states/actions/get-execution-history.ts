import { withoutData } from '../execution/history.ts';
import { HistoryReader } from '../execution/history-reader.ts';
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
  const history = new HistoryReader(engine.executions, row);
  const last = history.lastId();
  const from = Number(positionOf(input, 'history') ?? (reverse ? last : 1));
  const to = reverse ? Math.max(1, from - size + 1) : Math.min(last, from + size - 1);
  const events = history.between(Math.min(from, to), Math.max(from, to));
  const shown = input.includeExecutionData === false ? events.map(withoutData) : events;
  const more = reverse ? to > 1 : to < last;
  return {
    events: reverse ? shown.reverse() : shown,
    ...(more ? { nextToken: tokenFor('history', reverse ? to - 1 : to + 1) } : {}),
  };
};
