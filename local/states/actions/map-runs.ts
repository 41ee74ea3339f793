import { resourceOf } from '../arns.ts';
import type { Engine } from '../engine.ts';
import type { MapRunRow } from '../stores/map-runs.ts';
import { pageSize, present, seconds } from './check.ts';
import { findExecution } from './describe-execution.ts';
import { resourceMissing, violated } from './errors.ts';
import { pageOf } from './paging.ts';
import type { Make } from './target.ts';

function mapRunOf(engine: Engine, arn: unknown): MapRunRow {
  const run = engine.mapRuns.byKey(resourceOf(arn, 'mapRun').join(':'));
  if (!run) throw resourceMissing(String(arn));
  return run;
}

export const describeMapRun: Make = (engine) => (input) => {
  const run = mapRunOf(engine, input.mapRunArn);
  return {
    mapRunArn: run.arn,
    executionArn: run.execution_arn,
    status: run.status,
    startDate: seconds(run.start),
    ...present({ stopDate: run.stop === null ? undefined : seconds(run.stop) }),
    maxConcurrency: run.concurrency,
    toleratedFailurePercentage: run.tolerated_percentage,
    toleratedFailureCount: run.tolerated_count,
    itemCounts: countsOf(engine, run, 'items'),
    executionCounts: countsOf(engine, run, 'executions'),
    redriveCount: run.redrives,
    ...present({ redriveDate: run.redriven === null ? undefined : seconds(run.redriven) }),
  };
};

function countsOf(engine: Engine, run: MapRunRow, what: 'items' | 'executions'): Record<string, number> {
  const by = Object.fromEntries(engine.executions.countsOfMapRun(run.arn).map((row) => [row.status, row[what]]));
  const started = Object.values(by).reduce((sum, count) => sum + count, 0);
  const total = what === 'items' ? run.total : started;
  return {
    pending: total - started,
    running: by.RUNNING ?? 0,
    succeeded: by.SUCCEEDED ?? 0,
    failed: by.FAILED ?? 0,
    timedOut: by.TIMED_OUT ?? 0,
    aborted: by.ABORTED ?? 0,
    total,
    resultsWritten: engine.mapRuns.resultsOf(run.key)[what],
    failuresNotRedrivable: 0,
    pendingRedrive: by.PENDING_REDRIVE ?? 0,
  };
}

export const listMapRuns: Make = (engine) => (input) => {
  const execution = findExecution(engine, input.executionArn);
  const { page, nextToken } = pageOf(engine.mapRuns.of(execution.id), input, 'map-runs', pageSize(input));
  return {
    mapRuns: page.map((run) => ({
      executionArn: run.execution_arn,
      mapRunArn: run.arn,
      stateMachineArn: run.machine_arn,
      startDate: seconds(run.start),
      ...present({ stopDate: run.stop === null ? undefined : seconds(run.stop) }),
    })),
    ...present({ nextToken }),
  };
};

/** Changes a Map Run; one that is running takes its new concurrency when a child ends. */
export const updateMapRun: Make = (engine) => (input) => {
  const run = mapRunOf(engine, input.mapRunArn);
  const {
    maxConcurrency = run.concurrency,
    toleratedFailureCount = run.tolerated_count,
    toleratedFailurePercentage = run.tolerated_percentage,
  } = input;
  for (const [member, value] of Object.entries({ maxConcurrency, toleratedFailureCount, toleratedFailurePercentage }))
    if (Number(value) < 0) throw violated(value, member, 'have value greater than or equal to 0');
  if (Number(toleratedFailurePercentage) > 100) {
    throw violated(toleratedFailurePercentage, 'toleratedFailurePercentage', 'have value less than or equal to 100.0');
  }
  engine.mapRuns.configure(
    run.key,
    Number(maxConcurrency),
    Number(toleratedFailureCount),
    Number(toleratedFailurePercentage),
  );
  return {};
};
