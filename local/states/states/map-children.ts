import { uuid } from '../../clock.ts';
import { derive } from '../arns.ts';
import type { Machine } from '../definition/types.ts';
import { runGroup } from '../execution/group.ts';
import type { Visit } from '../execution/visit.ts';
import { StateFailure } from '../failure.ts';
import type { ExecutionRow } from '../stores/execution-row.ts';
import type { MapRunRow } from '../stores/map-runs.ts';
import type { ChildInput } from './map-batches.ts';

/**
 * Runs the children of a Map Run, those that have ended already left as they are; throws once too many have failed.
 *
 * @param ended told each child's end: what is EXPRESS is in no store afterwards
 */
export async function runChildren(
  visit: Visit,
  run: MapRunRow,
  inputs: ChildInput[],
  ended: (row: ExecutionRow, index: number) => void,
): Promise<void> {
  const { engine } = visit.branch.execution;
  const known = new Map(engine.executions.ofMapRun(run.arn).map((row) => [row.map_index, row]));
  const total = inputs.reduce((sum, { items }) => sum + items, 0);
  let failed = 0;
  const stop = () => stopChildren(visit, run);
  const off = visit.branch.cancellation.on(() => {
    if (visit.branch.execution.ending) stop();
  });
  try {
    await runGroup(
      inputs,
      () => widthOf(engine.mapRuns.byKey(run.key) ?? run),
      stop,
      async (one, index) => {
        const row = await runChild(visit, run, one, index, known.get(index));
        ended(row, index);
        if (row.status !== 'SUCCEEDED') failed += one.items;
        if (exceeded(engine.mapRuns.byKey(run.key) ?? run, failed, total)) throw thresholdExceeded();
      },
    );
  } finally {
    off();
  }
}

/** How many children run at once if the Map sets no limit; AWS goes to 10,000, one machine does not. */
const WIDTH = 1_000;
const widthOf = ({ concurrency }: MapRunRow): number => (concurrency > 0 ? concurrency : WIDTH);

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
