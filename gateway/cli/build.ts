import { type BuiltOperation, buildGateway } from '../build/build.ts';
import { writeBuild } from '../build/write-build.ts';
import { describeProblem } from '../problems.ts';
import { sources } from '../sources/index.ts';

export interface BuildCommandOptions {
  readonly operations: readonly string[];
  readonly output: string;
  readonly json: boolean;
}

/** Builds and writes. Answers the exit code: 1 if a source or an operation is at fault. */
export function runBuild({ operations, output, json }: BuildCommandOptions): number {
  const build = buildGateway(sources, operations);
  writeBuild(build, output);
  const wrong = build.problems.some((p) => p.severity === 'error') || build.operations.some((o) => o.errors);
  if (json) console.log(JSON.stringify({ output, operations: build.operations, problems: build.problems }));
  else {
    for (const p of build.problems) console.log(describeProblem(p));
    for (const o of build.operations) console.log(line(o));
    console.log(`written to ${output}`);
  }
  return wrong ? 1 : 0;
}

function line(o: BuiltOperation): string {
  if (o.errors) return `✗ ${o.name}: ${o.errors.join(' ')} (${o.file})`;
  if (o.stitched) return `~ ${o.name}: runs stitched, the compiler cannot do ${o.stitched}`;
  return `✓ ${o.name}: ${o.budget.length} ${o.budget.length === 1 ? 'call' : 'calls'} (${o.budget.map((c) => `${c.source}.${c.operation}`).join(', ')})`;
}
