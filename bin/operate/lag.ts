import type { Clients } from '../../ops/clients.ts';
import { type WorkflowHealth, workflowHealth } from '../../ops/health.ts';
import { type WorkflowLag, workflowLag } from '../../ops/lag/lag.ts';
import { chooseWorkflows } from '../../ops/workflows.ts';
import type { OperateOptions } from '../commands/operate-options.ts';
import { placeText } from './next.ts';
import { print, span, table } from './print.ts';

export interface LagOptions extends OperateOptions {
  readonly workflow?: string;
}

/** How far each workflow is behind. */
export async function showLag(clients: Clients, options: LagOptions): Promise<void> {
  const workflows = await chooseWorkflows(clients, options.workflow, options.stack);
  const rows = await Promise.all(workflows.map((workflow) => workflowLag(clients, workflow)));
  print(options.json, { workflows: rows }, () => lagTable(rows));
}

function lagTable(rows: readonly WorkflowLag[]): string {
  return table(
    [
      'workflow',
      'oldest waits',
      'in flight',
      'dead letters',
      'pipe',
      'events/min',
      'lag p50',
      'lag p99',
      'throttled',
      'drift',
    ],
    rows.map(({ workflow, oldest, inFlight, parked, pipe, metrics, windowMs, throttled, drift }) => [
      workflow,
      oldest ? `${span(oldest.ageMs)} (${oldest.where})` : 'nothing',
      inFlight,
      Object.values(parked).reduce((sum, count) => sum + count, 0),
      pipe.state,
      Math.round((metrics.events / windowMs) * 60_000 * 10) / 10,
      metrics.lagMs.p50 === null ? null : span(metrics.lagMs.p50),
      metrics.lagMs.p99 === null ? null : span(metrics.lagMs.p99),
      throttled,
      drift,
    ]),
  );
}

/** Resolves to the exit code: 2 if a workflow is not well. */
export async function showHealth(clients: Clients, options: LagOptions): Promise<number> {
  const workflows = await chooseWorkflows(clients, options.workflow, options.stack);
  const rows = await Promise.all(workflows.map((workflow) => workflowHealth(clients, workflow)));
  print(options.json, { healthy: rows.every(({ healthy }) => healthy), workflows: rows }, () =>
    healthText(rows, placeText(options)),
  );
  return rows.every(({ healthy }) => healthy) ? 0 : 2;
}

function healthText(rows: readonly WorkflowHealth[], place: string): string {
  return rows
    .flatMap(({ workflow, healthy, findings }) => [
      `${healthy ? 'well' : 'NOT WELL'}  ${workflow}`,
      ...findings.map(
        ({ severity, what, command }) => `  ${severity === 'bad' ? '✗' : '!'} ${what}\n      ${command}${place}`,
      ),
    ])
    .join('\n');
}
