import type { Engine } from '../engine.ts';
import { redriveStatusOf } from '../redrive-status.ts';
import type { ExecutionRow } from '../stores/execution-row.ts';
import { present, seconds } from './check.ts';
import { executionMissing } from './errors.ts';
import { executionKey, type Make } from './target.ts';

export const describeExecution: Make = (engine) => (input) => {
  const row = findExecution(engine, input.executionArn);
  const included = input.includedData !== 'METADATA_ONLY';
  const redrive = redriveStatusOf(row, engine.cloud.clock.now());
  return {
    executionArn: row.arn,
    stateMachineArn: row.machine_arn,
    name: row.name,
    status: row.status,
    startDate: seconds(row.start),
    ...present({
      stopDate: row.stop === null ? undefined : seconds(row.stop),
      ...(included ? { input: row.input, output: row.output, error: row.error, cause: row.cause } : {}),
      traceHeader: row.trace,
      mapRunArn: row.map_run,
      stateMachineVersionArn: row.version,
      stateMachineAliasArn: row.alias,
      redriveDate: row.redriven === null ? undefined : seconds(row.redriven),
      redriveStatusReason: redrive.reason,
    }),
    inputDetails: { included },
    ...(row.output === null ? {} : { outputDetails: { included } }),
    redriveCount: row.redrives,
    redriveStatus: redrive.status,
  };
};

/** The execution of an ARN. */
export function findExecution(engine: Engine, arn: unknown): ExecutionRow {
  engine.retention.forgetOld();
  const row = engine.executions.byKey(executionKey(arn));
  if (!row) throw executionMissing(String(arn));
  return row;
}
