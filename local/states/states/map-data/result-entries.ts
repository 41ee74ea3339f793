import { redriveStatusOf } from '../../redrive-status.ts';
import type { ExecutionRow } from '../../stores/execution-row.ts';
import type { ChildInput } from '../map-batches.ts';

/** What becomes of the results of children. */
export type Transformation = 'NONE' | 'COMPACT' | 'FLATTEN';

/**
 * A result's entries in a file, as JSON texts: all about the execution, its output alone, or the items of an output that is a list. Who
 * failed is always told in full. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
export function entriesOf(row: ExecutionRow, transformation: Transformation, now: number): string[] {
  if (row.status !== 'SUCCEEDED' || transformation === 'NONE') return [JSON.stringify(described(row, now))];
  const output = row.output ?? 'null';
  if (transformation === 'COMPACT' || !output.startsWith('[')) return [output];
  return (JSON.parse(output) as unknown[]).map((item) => JSON.stringify(item));
}

function described(row: ExecutionRow, now: number): object {
  const redrive = redriveStatusOf(row, now);
  const failure = row.status === 'SUCCEEDED' ? {} : { Cause: row.cause ?? undefined, Error: row.error ?? undefined };
  return {
    ...failure,
    ExecutionArn: row.arn,
    Input: row.input,
    InputDetails: { Included: true },
    Name: row.name,
    Output: row.output ?? undefined,
    OutputDetails: { Included: true },
    RedriveCount: row.redrives,
    RedriveStatus: redrive.status,
    RedriveStatusReason: redrive.reason,
    StartDate: new Date(row.start).toISOString(),
    StateMachineArn: row.machine_arn,
    Status: row.status,
    StopDate: row.stop === null ? undefined : new Date(row.stop).toISOString(),
  };
}

/** An item, or a batch, whose execution did not start. */
export const pendingEntry = ({ text }: ChildInput): string =>
  JSON.stringify({ Input: text, InputDetails: { Included: true }, Status: 'PENDING' });
