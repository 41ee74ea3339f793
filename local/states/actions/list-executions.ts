import { AwsError, validation } from '../../errors.ts';
import { resourceOf } from '../arns.ts';
import type { Engine } from '../engine.ts';
import type { ExecutionRow } from '../stores/execution-row.ts';
import type { Condition } from '../stores/executions.ts';
import { oneOf, pageSize, present, seconds } from './check.ts';
import { machineMissing, resourceMissing } from './errors.ts';
import { positionOf, tokenFor } from './paging.ts';
import type { Make } from './target.ts';

const STATUSES = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'] as const;

/** Executions of a machine, a version, an alias or a Map Run, the newest first. */
export const listExecutions: Make = (engine) => (input) => {
  engine.retention.forgetOld();
  const size = pageSize(input);
  const before = positionOf(input, 'executions');
  const conditions = [filterOf(engine, input), ...statusFilter(input), ...redriveFilter(input)];
  if (before !== undefined) conditions.push(['id < ?', Number(before)]);
  const rows = engine.executions.newest(conditions, size + 1);
  const page = rows.slice(0, size);
  return {
    executions: page.map(shown),
    ...(rows.length > size ? { nextToken: tokenFor('executions', page.at(-1)?.id ?? 0) } : {}),
  };
};

function filterOf(engine: Engine, input: Record<string, unknown>): Condition {
  if ((input.mapRunArn === undefined) === (input.stateMachineArn === undefined))
    throw validation('Must specify exactly one of [stateMachineArn, mapRunArn]');
  if (input.statusFilter === 'PENDING_REDRIVE' && input.mapRunArn === undefined)
    throw validation('The status filter PENDING_REDRIVE needs a mapRunArn');
  if (input.mapRunArn !== undefined) {
    const arn = String(input.mapRunArn);
    if (!engine.mapRuns.byKey(resourceOf(arn, 'mapRun').join(':'))) throw resourceMissing(arn);
    return ['map_run = ?', arn];
  }
  const arn = String(input.stateMachineArn);
  const [name = '', qualifier] = resourceOf(arn, 'stateMachine');
  const machine = engine.machines.find(name);
  if (!machine) throw machineMissing(arn);
  if (machine.type === 'EXPRESS')
    throw new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
  if (qualifier === undefined) return ['machine = ?', name];
  return [`machine = ? AND ${/^\d+$/.test(qualifier) ? 'version' : 'alias'} = ?`, name, `${machine.arn}:${qualifier}`];
}

function statusFilter({ statusFilter: status }: Record<string, unknown>): Condition[] {
  if (status === undefined || status === null) return [];
  const wanted = oneOf(status, 'statusFilter', STATUSES);
  // the second condition lets the index of those that did not succeed be used
  return [['status = ?', wanted], ...(wanted === 'SUCCEEDED' ? [] : [["status <> 'SUCCEEDED'"] as Condition])];
}

function redriveFilter({ redriveFilter: filter }: Record<string, unknown>): Condition[] {
  if (filter === undefined || filter === null) return [];
  return [
    [
      oneOf(filter, 'redriveFilter', ['REDRIVEN', 'NOT_REDRIVEN'] as const) === 'REDRIVEN'
        ? 'redrives > 0'
        : 'redrives = 0',
    ],
  ];
}

const shown = (row: ExecutionRow): object => ({
  executionArn: row.arn,
  stateMachineArn: row.machine_arn,
  name: row.name,
  status: row.status,
  startDate: seconds(row.start),
  ...present({
    stopDate: row.stop === null ? undefined : seconds(row.stop),
    mapRunArn: row.map_run,
    itemCount: row.map_run === null ? undefined : (row.map_items ?? undefined),
    stateMachineVersionArn: row.version,
    stateMachineAliasArn: row.alias,
    redriveDate: row.redriven === null ? undefined : seconds(row.redriven),
  }),
  redriveCount: row.redrives,
});
