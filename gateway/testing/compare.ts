import { type GraphQLSchema, parse } from 'graphql';
import { compileOperation, moduleCode } from '../compiler/compile.ts';
import { Emitter } from '../compiler/names.ts';
import { NotCompilable } from '../compiler/tree.ts';
import { executeReference } from '../reference/execute.ts';
import { kit } from '../runtime/kit.ts';
import { type Plan, type PlanFactory, runPlan } from '../runtime/plan.ts';
import type { SourceConfig } from '../runtime/source.ts';
import { RequestState } from '../runtime/state.ts';
import { Upstream } from '../runtime/upstream.ts';
import { executeStitched } from '../stitched/execute.ts';
import { stitchModel } from '../stitched/schema.ts';
import { wireAnswer } from '../stitched/wire.ts';
import type { RandomOperation } from './random-operation.ts';
import { LabUpstreams } from './upstreams.ts';

export interface EngineRun {
  readonly bytes: string;
  readonly calls: readonly string[];
}

/** Compiles and evaluates one operation. Tests and benchmarks alone do this; the build writes plans to a file. */
export function compileText(schema: GraphQLSchema, text: string): Plan {
  const emitter = new Emitter();
  const { code } = compileOperation(schema, parse(text), text, emitter);
  const factory: PlanFactory = new Function(`return ${moduleCode(emitter, code)}`)();
  return factory(kit);
}

export const labConfig: readonly SourceConfig[] = [
  { name: 'shop', url: 'http://shop.test', timeoutMs: 1000, forward: [], headers: {}, query: '', retries: 0 },
  { name: 'people', url: 'http://people.test/v1', timeoutMs: 1000, forward: [], headers: {}, query: '', retries: 0 },
];

export type Engine = (
  schema: GraphQLSchema,
  operation: RandomOperation,
  seed: number,
) => Promise<EngineRun | undefined>;

function fresh(seed: number): { lab: LabUpstreams; state: RequestState } {
  const lab = new LabUpstreams(seed);
  return {
    lab,
    state: new RequestState(new Upstream({ sources: labConfig, transport: lab.transport }), { requestId: 'r' }),
  };
}

export const runReference: Engine = async (schema, operation, seed) => {
  const { lab, state } = fresh(seed);
  const result = await executeReference(schema, parse(operation.text), operation.variables, state);
  return { bytes: JSON.stringify(wireAnswer(result, 'r')), calls: lab.calls };
};

/** Undefined where the operation is beyond the compiler. */
export const runCompiled: Engine = async (schema, operation, seed) => {
  const { lab, state } = fresh(seed);
  try {
    const plan = compileText(schema, operation.text);
    return { bytes: JSON.stringify((await runPlan(plan, state, operation.variables)).answer), calls: lab.calls };
  } catch (error) {
    if (error instanceof NotCompilable) return undefined;
    throw error;
  }
};

const stitchedSchemas = new WeakMap<GraphQLSchema, GraphQLSchema>();

export const runStitched: Engine = async (strict, operation, seed) => {
  const { lab, state } = fresh(seed);
  const stitched =
    stitchedSchemas.get(strict) ??
    stitchModel(
      strict,
      labConfig.map((s) => s.name),
    );
  stitchedSchemas.set(strict, stitched);
  const result = await executeStitched({ strict, stitched }, parse(operation.text), operation.variables, state);
  return { bytes: JSON.stringify(wireAnswer(result, 'r')), calls: lab.calls };
};
