import type { WorkflowMetrics } from '../ops/workflow-metrics.ts';
import { table } from './table.ts';

/** Per workflow: what came in, what became of it, and how long it took from the write to the target. */
export function workflowTable(rows: readonly WorkflowMetrics[]): string {
  return table(
    ['workflow', 'events in', 'applied', 'superseded', 'parked', 'lag p50 ms', 'lag p99 ms'],
    rows.map((row) => [row.name, row.events, row.applied, row.superseded, row.parked, row.lagMs.p50, row.lagMs.p99]),
  );
}
