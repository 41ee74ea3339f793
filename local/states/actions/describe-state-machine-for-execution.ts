import { present, seconds } from './check.ts';
import { findExecution } from './describe-execution.ts';
import { shown } from './describe-state-machine.ts';
import { type Make, revisionOf } from './target.ts';

/** The machine as it was when the execution started. */
export const describeStateMachineForExecution: Make = (engine) => (input) => {
  const row = findExecution(engine, input.executionArn);
  const revision = revisionOf(engine, row.revision);
  return {
    ...shown(revision, input.includedData),
    stateMachineArn: row.version ?? row.machine_arn,
    name: row.machine,
    updateDate: seconds(revision.updated),
    ...present({ mapRunArn: row.map_run, label: row.map_run === null ? undefined : row.machine.split('/')[1] }),
  };
};
