import { buildStrictly } from '../model/build.ts';
import { type Engine, runCompiled, runReference, runStitched } from './compare.ts';
import { labSources } from './lab/sources.ts';
import { Random } from './random.ts';
import { type RandomOperation, randomOperation } from './random-operation.ts';

export interface EquivalenceReport {
  readonly runs: number;
  readonly firstSeed: number;
  /** Runs whose answer holds at least one error. */
  readonly withErrors: number;
  /** Operations that the compiler leaves to the stitched engine. */
  readonly notCompiled: number;
  readonly upstreamCalls: { readonly reference: number; readonly compiled: number; readonly stitched: number };
  readonly different: readonly Difference[];
}

export interface Difference {
  readonly seed: number;
  readonly engine: string;
  readonly operation: RandomOperation;
  readonly expected: string;
  readonly got: string;
}

/**
 * Random operations over random upstream answers (missing, doubled, reordered, null, of a wrong type, 4xx, 5xx, timeouts,
 * no JSON), through graphql-js over the plain schema, the compiled plan and the stitched schema: the bytes must be the same.
 */
export async function checkEquivalence(runs: number, firstSeed: number): Promise<EquivalenceReport> {
  const { schema } = buildStrictly(labSources());
  const engines: Record<'compiled' | 'stitched', Engine> = { compiled: runCompiled, stitched: runStitched };
  const calls = { reference: 0, compiled: 0, stitched: 0 };
  const different: Difference[] = [];
  let withErrors = 0;
  let notCompiled = 0;
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const operation = randomOperation(schema, new Random(seed));
    const expected = await runReference(schema, operation, seed);
    calls.reference += expected?.calls.length ?? 0;
    if (expected?.bytes.includes('"errors"')) withErrors++;
    for (const engine of ['compiled', 'stitched'] as const) {
      const got = await engines[engine](schema, operation, seed);
      calls[engine] += got?.calls.length ?? 0;
      if (!got) notCompiled++;
      else if (got.bytes !== expected?.bytes)
        different.push({ seed, engine, operation, expected: expected?.bytes ?? '', got: got.bytes });
    }
  }
  return { runs, firstSeed, withErrors, notCompiled, upstreamCalls: calls, different };
}
