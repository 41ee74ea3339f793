import { uuid } from '../../clock.ts';
import { derive } from '../arns.ts';
import type { Machine } from '../definition/types.ts';
import type { MapItem } from '../execution/branch.ts';
import { runGroup } from '../execution/group.ts';
import type { Visit } from '../execution/visit.ts';
import { Aborted, StateFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import type { ExecutionRow } from '../stores/execution-row.ts';
import type { MapRunRow } from '../stores/map-runs.ts';
import { batched, type ChildInput } from './map-batches.ts';
import { numberField } from './map-numbers.ts';

/** How many children run at once if the Map sets no limit; AWS goes to 10,000, one machine does not. */
const WIDTH = 1_000;

/** Runs each item, or batch of items, as an execution of its own under a Map Run. */
export async function distributedMap(visit: Visit, input: Json, items: MapItem[], width: number): Promise<Json[]> {
  const { branch } = visit;
  const inputs = await batched(visit, input, items);
  if (visit.phase.started === undefined) {
    const started = visit.event('MapStateStarted', { length: items.length });
    const [count, percentage] = await tolerance(visit, input);
    visit.phase = { started };
    const run = openMapRun(visit, items.length, width, count, percentage);
    visit.phase = { ...visit.phase, mapRun: run.key };
    visit.event('MapRunStarted', { mapRunArn: run.arn });
    visit.save();
  }
  const run = mapRunOf(visit);
  if (visit.phase.redriven === true) {
    visit.phase = { ...visit.phase, redriven: false };
    visit.event('MapRunRedriven', { mapRunArn: run.arn, redriveCount: run.redrives });
  }
  const results = await runChildren(visit, run, inputs, width > 0 ? width : WIDTH, items.length);
  visit.event('MapRunSucceeded');
  branch.execution.engine.mapRuns.finish(run.key, 'SUCCEEDED', visit.clock.now());
  branch.execution.event('MapStateSucceeded', branch.previous);
  return results;
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

async function runChildren(
  visit: Visit,
  run: MapRunRow,
  inputs: ChildInput[],
  width: number,
  total: number,
): Promise<Json[]> {
  const { engine } = visit.branch.execution;
  const known = new Map(engine.executions.ofMapRun(run.arn).map((row) => [row.map_index, row]));
  const results: (Json | undefined)[] = inputs.map(() => undefined);
  let failed = 0;
  const stop = () => stopChildren(visit, run);
  const off = visit.branch.cancellation.on(() => {
    if (visit.branch.execution.ending) stop();
  });
  try {
    await runGroup(inputs, width, stop, async (one, index) => {
      const row = await runChild(visit, run, one, index, known.get(index));
      if (row.status === 'SUCCEEDED') results[index] = JSON.parse(row.output ?? 'null') as Json;
      else failed += one.items;
      if (exceeded(engine.mapRuns.byKey(run.key) ?? run, failed, total)) throw thresholdExceeded();
    });
  } catch (error) {
    if (error instanceof Aborted) throw error;
    engine.mapRuns.finish(run.key, 'FAILED', visit.clock.now());
    const { error: name, detail } = thresholdExceeded();
    visit.event('MapRunFailed', { error: name, cause: detail });
    throw error;
  } finally {
    off();
  }
  return results.filter((result) => result !== undefined);
}

export const thresholdExceeded = (): StateFailure =>
  new StateFailure('States.ExceedToleratedFailureThreshold', 'The specified tolerated failure threshold was exceeded');

/** Any failure exceeds a threshold that is not set. */
export function exceeded(
  run: Pick<MapRunRow, 'tolerated_count' | 'tolerated_percentage'>,
  failed: number,
  total: number,
): boolean {
  if (failed === 0) return false;
  const { tolerated_count: count, tolerated_percentage: percentage } = run;
  if (count === 0 && percentage === 0) return true;
  return (count > 0 && failed > count) || (percentage > 0 && (100 * failed) / total > percentage);
}

async function runChild(
  visit: Visit,
  run: MapRunRow,
  input: ChildInput,
  index: number,
  known: ExecutionRow | undefined,
): Promise<ExecutionRow> {
  const { engine } = visit.branch.execution;
  const key = known?.key ?? startChild(visit, run, input, index);
  if (known && known.status !== 'RUNNING') return known;
  const row = await visit.branch.cancellation.guard(engine.ended(key));
  if (!row) throw new Error(`the child execution ${key} is missing`);
  return row;
}

function startChild(visit: Visit, run: MapRunRow, input: ChildInput, index: number): string {
  const { branch, state } = visit;
  const { execution } = branch;
  const field = state.ItemProcessor ? 'ItemProcessor' : 'Iterator';
  const processor = state[field] as Machine;
  const machine = run.key.slice(0, run.key.lastIndexOf(':'));
  const name = uuid(visit.clock);
  const location = [...branch.location, 'States', visit.name, field];
  const row = execution.engine.launch(
    {
      key: `${machine}:${name}`,
      arn: derive(execution.machineArn, 'execution', machine, name),
      machine,
      machine_arn: derive(execution.machineArn, 'stateMachine', machine),
      name,
      type: processor.ProcessorConfig?.ExecutionType ?? 'STANDARD',
      revision: execution.row.revision,
      version: execution.row.version,
      alias: execution.row.alias,
      input: input.text,
      start: visit.clock.now(),
      map_run: run.arn,
      map_path: JSON.stringify({ location, language: branch.language }),
      map_index: index,
      map_items: input.items,
      trace: null,
    },
    true,
  ).row;
  return row.key;
}

function stopChildren(visit: Visit, run: MapRunRow): void {
  const { engine, ending } = visit.branch.execution;
  for (const child of [...engine.running.values()]) if (child.row.map_run === run.arn) child.abort(null, null);
  if (ending)
    engine.mapRuns.finish(run.key, ending.status === 'SUCCEEDED' ? 'SUCCEEDED' : 'ABORTED', visit.clock.now());
}
