import { uuid } from '../../clock.ts';
import { derive } from '../arns.ts';
import type { MapItem } from '../execution/map-item.ts';
import type { Visit } from '../execution/visit.ts';
import { StateFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import type { ExecutionRow } from '../stores/execution-row.ts';
import type { MapRunRow } from '../stores/map-runs.ts';
import { batched, type ChildInput } from './map-batches.ts';
import { runChildren } from './map-children.ts';
import { preview, type Results, writeResults, writingOf } from './map-data/result-writer.ts';
import { numberField } from './map-numbers.ts';

/** The items, or how to read them once the Map Run has started. */
export type Dataset = MapItem[] | (() => Promise<MapItem[]>);

/** Runs each item, or batch of items, as an execution of its own under a Map Run. */
export async function distributedMap(visit: Visit, input: Json, dataset: Dataset, width: number): Promise<Json> {
  const known = typeof dataset === 'function' ? undefined : dataset;
  const inputs = known && (await batched(visit, input, known));
  if (visit.phase.started === undefined) {
    const started = visit.event('MapStateStarted', { length: known?.length ?? 0 });
    const [count, percentage] = await tolerance(visit, input);
    visit.phase = { started };
    const run = openMapRun(visit, known?.length ?? 0, width, count, percentage);
    visit.phase = { ...visit.phase, mapRun: run.key };
    visit.event('MapRunStarted', { mapRunArn: run.arn });
    visit.save();
  }
  const run = mapRunOf(visit);
  if (visit.phase.redriven === true) {
    visit.phase = { ...visit.phase, redriven: false };
    visit.event('MapRunRedriven', { mapRunArn: run.arn, redriveCount: run.redrives });
  }
  try {
    const children = inputs ?? (await readChildren(visit, run, input, dataset));
    const result = await runAndWrite(visit, run, input, children);
    visit.event('MapRunSucceeded');
    visit.branch.execution.engine.mapRuns.finish(run.key, 'SUCCEEDED', visit.clock.now());
    visit.branch.execution.event('MapStateSucceeded', visit.branch.previous);
    return result;
  } catch (error) {
    throw failedRun(visit, run, error);
  }
}

async function readChildren(visit: Visit, run: MapRunRow, input: Json, dataset: Dataset): Promise<ChildInput[]> {
  const items = typeof dataset === 'function' ? await dataset() : dataset;
  visit.branch.execution.engine.mapRuns.setTotal(run.key, items.length);
  return batched(visit, input, items);
}

/** Whatever became of the children is written before the failure of too many of them is told. */
async function runAndWrite(visit: Visit, run: MapRunRow, input: Json, inputs: ChildInput[]): Promise<Json> {
  const writing = await writingOf(visit, input);
  if (!writing) return outputs(visit, run, inputs);
  const ended = new Map<number | null, ExecutionRow>();
  try {
    await runChildren(visit, run, inputs, (row, index) => ended.set(index, row));
  } catch (error) {
    if (writing.place && error instanceof StateFailure)
      await writeResults(visit, run, writing, results(visit, run, inputs, ended));
    throw error;
  }
  const found = results(visit, run, inputs, ended);
  return writing.place ? writeResults(visit, run, writing, found) : preview(visit, writing, found);
}

async function outputs(visit: Visit, run: MapRunRow, inputs: ChildInput[]): Promise<Json[]> {
  const found: (Json | undefined)[] = inputs.map(() => undefined);
  await runChildren(visit, run, inputs, ({ status, output }, index) => {
    if (status === 'SUCCEEDED') found[index] = JSON.parse(output ?? 'null') as Json;
  });
  return found.filter((output) => output !== undefined);
}

/** In the order of the items; those that were stopped are in the store alone. */
function results(visit: Visit, run: MapRunRow, inputs: ChildInput[], ended: Map<number | null, ExecutionRow>): Results {
  const { executions } = visit.branch.execution.engine;
  for (const row of executions.ofMapRun(run.arn)) if (!ended.has(row.map_index)) ended.set(row.map_index, row);
  const rows = inputs.map((_, index) => ended.get(index));
  return { rows: rows.filter((row) => row !== undefined), pending: inputs.filter((_, index) => !rows[index]) };
}

function failedRun(visit: Visit, run: MapRunRow, error: unknown): unknown {
  if (!(error instanceof StateFailure)) return error;
  visit.branch.execution.engine.mapRuns.finish(run.key, 'FAILED', visit.clock.now());
  visit.event('MapRunFailed', { error: error.error, cause: error.detail });
  return error;
}

/** AWS reads these after the Map has started, yet chains their failure to the state's entry. */
async function tolerance(visit: Visit, input: Json): Promise<[count: number, percentage: number]> {
  try {
    const count = await numberField(visit, 'ToleratedFailureCount', input, 0);
    return [count, await numberField(visit, 'ToleratedFailurePercentage', input, 0)];
  } catch (error) {
    visit.branch.previous = visit.enteredId;
    throw error;
  }
}

function mapRunOf(visit: Visit): MapRunRow {
  const run = visit.branch.execution.engine.mapRuns.byKey(String(visit.phase.mapRun));
  if (!run) throw new Error(`the Map Run ${String(visit.phase.mapRun)} is missing`);
  return run;
}

function openMapRun(visit: Visit, total: number, concurrency: number, count: number, percentage: number): MapRunRow {
  const { execution } = visit.branch;
  const label = visit.state.Label ?? uuid(visit.clock);
  const id = uuid(visit.clock);
  const machine = `${execution.row.machine.split('/')[0]}/${label}`;
  const row = {
    key: `${machine}:${id}`,
    arn: derive(execution.machineArn, 'mapRun', machine, id),
    execution: execution.row.id,
    execution_arn: execution.row.arn,
    machine_arn: execution.machineArn,
    label,
    start: visit.clock.now(),
    concurrency,
    tolerated_count: count,
    tolerated_percentage: percentage,
    total,
  };
  execution.engine.mapRuns.insert(row);
  return { ...row, status: 'RUNNING', stop: null, redrives: 0, redriven: null };
}
