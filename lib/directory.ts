import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Origin, Source } from './sources/source.ts';

/** What operators are told of a workflow, beside what follows from its name (`physicalName`). */
export interface DirectoryEntry {
  readonly name: string;
  readonly style: Source['style'];
  readonly source: Origin;
  readonly target: string;
  /** The names of the fields that are masked when they are shown. */
  readonly personal: readonly string[];
}

/** Operators find the workflows in the stack's outputs: one each, `Workflow…`, whose value is the entry as JSON. */
export function directoryEntry(scope: Construct, entry: DirectoryEntry): void {
  const output = new CfnOutput(scope, 'Directory', {
    description: `The workflow ${entry.name}, for the operators' commands`,
    value: Stack.of(scope).toJsonString(entry),
  });
  const id = entry.name.replace(/(^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_all, _dash, letter: string) =>
    letter.toUpperCase(),
  );
  output.overrideLogicalId(`Workflow${id}`);
}
