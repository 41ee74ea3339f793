import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildModel } from '../model/build.ts';
import { describeProblem } from '../problems.ts';
import { sources } from '../sources/index.ts';
import { withSubgraphs } from '../subgraph/extend.ts';
import { subgraphs } from '../subgraphs/index.ts';

/** Prints the schema; problems go to stderr, so that the output can be piped. */
export function runPrint(): void {
  const { schema, problems } = withSubgraphs(buildModel(sources), subgraphs);
  for (const p of problems) console.error(describeProblem(p));
  console.log(printSchema(lexicographicSortSchema(schema)));
}
